import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/** A headless Chromium with one page, driven by the DevTools protocol over a pipe. */
export class Chromium {
  #process;
  #folder;
  #session;
  #next = 1;
  #waiting = new Map();
  #rest = '';
  #answer;
  /** What the browser logged of the page as an error, such as a breach of its policy, and what the page threw. */
  complaints = [];

  static async start() {
    const chromium = new Chromium();
    chromium.#folder = await mkdtemp(`${tmpdir()}/gedis-chromium-`);
    chromium.#process = spawn(process.env.GEDIS_TEST_CHROMIUM ?? 'chromium', [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions',
      '--disable-background-networking', '--hide-scrollbars', '--remote-debugging-pipe',
      `--user-data-dir=${chromium.#folder}`, 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: chromium.#folder } });
    chromium.#process.on('error', (error) => chromium.#fail(error));
    chromium.#process.on('exit', () => chromium.#fail(new Error('chromium has ended')));
    chromium.#process.stdio[3].on('error', () => {});
    chromium.#process.stdio[4].on('data', (data) => chromium.#read(data));
    const { targetInfos } = await chromium.#send('Target.getTargets');
    const { targetId } = targetInfos.find(({ type }) => type === 'page');
    chromium.#session = (await chromium.#send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    for (const domain of ['Page', 'Runtime', 'Log']) await chromium.send(`${domain}.enable`);
    return chromium;
  }

  /** Sends the page a command of the protocol. */
  send(method, parameters = {}) {
    return this.#send(method, parameters, this.#session);
  }

  /** Sets how large the page is, and whether its user likes it dark. */
  async look({ width = 1280, height = 860, isDark = false, isPhone = false } = {}) {
    await this.send('Emulation.setDeviceMetricsOverride', {
      width, height, deviceScaleFactor: isPhone ? 2 : 1, mobile: isPhone,
    });
    await this.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }],
    });
  }

  /** Answers the page's requests for a path and what is below it: `answer(path)` is fulfilled with text, or nothing. */
  async answer(path, answer) {
    this.#answer = answer;
    await this.send('Fetch.enable', { patterns: [{ urlPattern: `*${path}*` }] });
  }

  async open(url) {
    await this.send('Page.navigate', { url });
    await this.until(`document.readyState === 'complete' && location.href.startsWith(${JSON.stringify(url)})`);
  }

  /** Evaluates an expression in the page; a promise is waited for. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression is true in the page; looks at each frame that is drawn. */
  async until(expression, milliseconds = 20_000) {
    const isTrue = await this.evaluate(`new Promise((resolve) => {
      const end = performance.now() + ${milliseconds};
      const look = () => {
        let isTrue = false;
        try { isTrue = Boolean(${expression}); } catch {}
        if (isTrue || performance.now() > end) resolve(isTrue);
        else setTimeout(look, 20);
      };
      look();
    })`).catch((error) => {
      if (/navigated|destroyed|Cannot find context/.test(error.message)) return this.until(expression, milliseconds);
      throw error;
    });
    if (isTrue !== false) return;
    const text = await this.evaluate('document.body.innerText.slice(0, 2000)');
    throw new Error(`it never was so: ${expression}; the page says: ${text}`);
  }

  /** Types text where the focus is, key by key; Enter is \n. */
  async type(text) {
    for (const key of text) {
      if (key === '\n' || key === '\t') await this.#press(key === '\n' ? 'Enter' : 'Tab', key === '\n' ? '\r' : undefined);
      else await this.send('Input.insertText', { text: key });
    }
  }

  /** Puts the focus on what a selector finds, and replaces its text. */
  async fill(selector, text) {
    await this.until(`document.querySelector(${JSON.stringify(selector)})`);
    await this.evaluate(`{
      const field = document.querySelector(${JSON.stringify(selector)});
      field.focus();
      field.value = '';
    }`);
    await this.type(text);
  }

  /** Clicks on what a selector finds, once it is there and can be seen. */
  async click(selector) {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    await this.until(`${found}.getClientRects().length > 0`);
    await this.evaluate(`${found}.click()`);
  }

  /** Chooses a file in the field that a selector finds. */
  async chooseFile(selector, file) {
    const { root } = await this.send('DOM.getDocument');
    const { nodeId } = await this.send('DOM.querySelector', { nodeId: root.nodeId, selector });
    await this.send('DOM.setFileInputFiles', { nodeId, files: [file] });
  }

  async screenshot(file) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    await writeFile(file, Buffer.from(data, 'base64'));
  }

  async close() {
    const ended = this.#process.exitCode === null ? once(this.#process, 'exit') : undefined;
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #press(key, text) {
    const code = key === 'Enter' ? 13 : 9;
    const event = { key, code: key, windowsVirtualKeyCode: code };
    await this.send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', text, ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  #send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #read(data) {
    const messages = (this.#rest + data).split('\0');
    this.#rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const { id, error, result, method, params } = message;
      if (id === undefined) this.#notice(method, params);
      else if (error) this.#waiting.get(id).reject(new Error(error.message));
      else this.#waiting.get(id).resolve(result);
      this.#waiting.delete(id);
    }
  }

  #notice(method, params) {
    if (method === 'Fetch.requestPaused') this.#fulfill(params);
    if (method === 'Log.entryAdded' && params.entry.level === 'error') {
      this.complaints.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    }
    if (method === 'Runtime.exceptionThrown') {
      const { exception, text } = params.exceptionDetails;
      this.complaints.push(exception?.description ?? text);
    }
  }

  async #fulfill({ requestId, request }) {
    const body = await this.#answer(new URL(request.url).pathname);
    await this.send('Fetch.fulfillRequest', {
      requestId, responseCode: 200, body: Buffer.from(body ?? '').toString('base64'),
      responseHeaders: [{ name: 'content-type', value: 'text/javascript' }],
    });
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
