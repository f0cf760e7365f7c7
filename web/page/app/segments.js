import { element } from './dom.js';

let count = 0;

/** A choice of one of a few words beside each other; `onChange(word)` is called when another is chosen. */
export function segments(label, words, chosen, onChange) {
  const name = `segments-${count++}`;
  const inputs = words.map((word) => element('input', {
    type: 'radio', name, value: word, checked: word === chosen, onchange: () => onChange(word),
  }));
  return {
    node: element('div', { class: 'segments', role: 'radiogroup', 'aria-label': label },
      ...inputs.map((input) => element('label', {}, input, element('span', {}, input.value)))),
    choose: (word) => { for (const input of inputs) input.checked = input.value === word; },
  };
}
