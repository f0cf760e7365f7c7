import { mkdir } from 'node:fs/promises';
import { Server } from '../../clients/js/test/support/server.mjs';
import { equal } from '../../clients/js/test/support/assertions.js';
import { Chromium } from './chromium.mjs';

/** A server and its page in Chromium. GEDIS_TEST_SCREENSHOTS names a folder to which pictures of it are saved. */
export class PageDriver {
  static async open(...keys) {
    const driver = new PageDriver();
    driver.server = await Server.startWithPage(...keys);
    driver.page = await Chromium.start();
    await driver.page.look();
    await driver.page.open(driver.server.page);
    return driver;
  }

  async close() {
    await this.page?.close();
    await this.server?.close();
  }

  /** Nothing that it does is refused by its own policy, is asked of another origin, or throws. */
  checkComplaints() {
    equal(this.page.complaints, []);
  }

  async signIn(user, password) {
    await this.page.fill('#sign-in-user', `${user}\t${password}\n`);
    await this.says('#user', user);
  }

  /** Waits until what a selector finds has a text. */
  says(selector, text) {
    return this.page.until(
      `document.querySelector(${JSON.stringify(selector)}).innerText.includes(${JSON.stringify(text)})`);
  }

  text(selector) {
    return this.page.evaluate(`document.querySelector(${JSON.stringify(selector)}).innerText`);
  }

  /** Opens a view, or a command with arguments. */
  async go(hash, title) {
    await this.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await this.says('h1', title);
  }

  /** Clicks on the button with a label. */
  press(label, within = 'main') {
    return this.page.evaluate(`[...document.querySelectorAll(${JSON.stringify(`${within} button`)})]
      .find((button) => button.innerText === ${JSON.stringify(label)}).click()`);
  }

  /** Saves how it looks, in light and dark, wide and on a phone. */
  async picture(name) {
    const folder = process.env.GEDIS_TEST_SCREENSHOTS;
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    for (const isPhone of [false, true]) {
      for (const isDark of [false, true]) {
        await this.page.look({ isDark, isPhone, ...(isPhone ? { width: 390, height: 844 } : { width: 1400 }) });
        await this.page.screenshot(`${folder}/${name}-${isPhone ? 'phone' : 'wide'}-${isDark ? 'dark' : 'light'}.png`);
      }
    }
    await this.page.look();
  }
}
