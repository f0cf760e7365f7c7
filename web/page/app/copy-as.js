import { copy, element } from './dom.js';
import { link } from './route.js';
import { languages } from './snippets.js';

/**
 * Buttons that copy the call that is filled in, as other clients write it, and as a link to this page. `call()` is the call: its
 * `words`, of which each `isJSON` or not, and the `values` of a link; it throws where something is wrong. `place()` says where the
 * server is.
 */
export function copyAs(name, call, place) {
  const shown = element('pre', { class: 'snippet scroll', id: 'snippet', hidden: true });
  const problem = element('p', { class: 'error small', role: 'alert', hidden: true });
  const button = (label, write) => {
    const made = element('button', {
      type: 'button', class: 'quiet small', onclick: () => {
        problem.hidden = true;
        try {
          const text = write(call());
          shown.textContent = text;
          shown.hidden = false;
          copy(text, made);
        } catch (error) {
          shown.hidden = true;
          problem.textContent = error.message;
          problem.hidden = false;
          error.field?.focus();
        }
      },
    }, label);
    return made;
  };
  const buttons = Object.entries(languages)
    .filter(([, write]) => write([name], place()) !== undefined)
    .map(([language, write]) => button(language, ({ words, isJSON }) => write(words, place(), isJSON)));
  const own = button('Link', ({ values }) => new URL(link(name, values), location.href).href);
  return element('div', { class: 'copy-as', role: 'group', 'aria-label': 'Copy the call as' },
    element('div', { class: 'row' }, element('span', { class: 'faint small' }, 'Copy as'), ...buttons, own), problem, shown);
}
