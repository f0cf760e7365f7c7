import { element } from './dom.js';
import { textInput } from './inputs.js';
import { ago, moment } from './readable.js';

/** A line for a moment, as ISO 8601 has it, with the browser's own calendar beside it, and below it how a person says it. */
export function dateInput(shape, properties) {
  const line = textInput(shape, properties);
  const input = line.field;
  const spoken = element('p', { class: 'faint small spoken', 'aria-live': 'polite' });
  const picker = element('input', { type: 'datetime-local', step: '1', tabindex: '-1', 'aria-hidden': 'true', 'aria-label': 'Calendar' });
  const say = () => {
    const time = shape.mismatch(input.value) === undefined ? Date.parse(input.value) : NaN;
    spoken.textContent = Number.isNaN(time) ? '' : `${moment(time)} · ${ago(time)}`;
  };
  const set = (time) => {
    input.value = new Date(time).toISOString().replace('.000Z', 'Z');
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const open = () => {
    const known = Date.parse(input.value);
    const time = new Date(Number.isNaN(known) ? Date.now() : known);
    picker.value = new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    try { picker.showPicker(); } catch { picker.focus(); }
  };
  picker.addEventListener('input', () => { if (picker.value !== '') set(new Date(picker.value)); });
  input.addEventListener('input', say);
  return {
    ...line,
    node: element('div', { class: 'grow full' },
      element('div', { class: 'date' }, input,
        button('Calendar', `Choose ${properties['aria-label'] ?? 'a date'}`, open),
        button('Now', undefined, () => set(Math.floor(Date.now() / 1000) * 1000)), picker),
      spoken),
    write: (value) => { line.write(value); say(); },
  };
}

function button(text, label, onclick) {
  return element('button', { type: 'button', class: 'quiet', 'aria-label': label, onclick }, text);
}
