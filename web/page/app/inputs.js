import { element } from './dom.js';

// Where a word is typed. `read()` is what was typed, text or bytes; `write(value)` fills it in.

/** A choice of one of some values; an empty one where it may be left out. */
export function choiceInput(values, properties, isRequired, emptyText = '–') {
  const choices = values.map((value) => element('option', { value: String(value) }, String(value)));
  if (!isRequired) choices.unshift(element('option', { value: '' }, emptyText));
  return plain(element('select', properties, ...choices));
}

/** A line of text. */
export function textInput(shape, properties) {
  const isNumber = shape.kind === 'integer' || shape.kind === 'number';
  return plain(element('input', {
    ...properties, type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', placeholder: shape.example,
    inputmode: isNumber && shape.schema.minimum >= 0 ? 'numeric' : undefined, class: isNumber ? 'number' : undefined,
  }));
}

function plain(input) {
  return {
    node: element('div', { class: 'grow full' }, input),
    isEmpty: () => input.value === '',
    read: () => input.value,
    write: (value) => { input.value = value; },
  };
}

/** Bytes, typed as text or as hexadecimal digits. */
export function bytesInput(properties) {
  const area = element('textarea', { ...properties, rows: 2, spellcheck: 'false' });
  const form = element('select', { 'aria-label': 'The bytes are typed as' },
    element('option', { value: 'text' }, 'as text'), element('option', { value: 'hex' }, 'as hex'));
  return {
    node: element('div', { class: 'pair grow full' }, area, form),
    isEmpty: () => area.value === '',
    read: () => (form.value === 'text' ? area.value : bytes(area.value)),
    write: (value) => {
      form.value = typeof value === 'string' ? 'text' : 'hex';
      area.value = typeof value === 'string' ? value : [...value].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    },
  };
}

function bytes(hex) {
  const digits = hex.replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error('hex is pairs of the digits 0 to 9 and a to f, such as 0d 0a');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
