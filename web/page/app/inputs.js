import { element } from './dom.js';

// Where a word is typed. `read()` is what was typed, text or bytes; `write(value)` fills it in; `field` is what has the focus.

/** A choice of one of some values; an empty one where it may be left out. */
export function choiceInput(values, properties, isRequired, emptyText = '–') {
  const choices = values.map((value) => element('option', { value: String(value) }, String(value)));
  if (!isRequired) choices.unshift(element('option', { value: '' }, emptyText));
  return plain(element('select', properties, ...choices));
}

/** A box for true or false. It is empty as long as it says what is so anyway: `fallback`, true or false; undefined for none. */
export function checkInput(properties, fallback) {
  const box = element('input', { ...properties, type: 'checkbox', checked: fallback === true });
  return {
    node: element('div', { class: 'check' }, box),
    field: box,
    isEmpty: () => fallback !== undefined && box.checked === fallback,
    read: () => String(box.checked),
    write: (value) => { box.checked = value === '' ? fallback === true : String(value) === 'true'; },
  };
}

/** A line of text. */
export function textInput(shape, properties) {
  return plain(element('input', {
    ...properties, type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', placeholder: shape.example,
  }));
}

/** A line for a number of any size: the arrow keys count whole ones up and down, within their bounds. */
export function numberInput(shape, properties) {
  const { minimum, maximum } = shape.schema;
  const step = (event) => {
    const by = { ArrowUp: 1n, ArrowDown: -1n }[event.key];
    if (by === undefined || shape.kind !== 'integer' || !/^-?\d*$/.test(input.value)) return;
    event.preventDefault();
    const next = BigInt(input.value === '' ? 0 : input.value) + by;
    if (next >= (minimum ?? -Infinity) && next <= (maximum ?? Infinity)) input.value = String(next);
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const input = element('input', {
    ...properties, type: 'text', autocomplete: 'off', spellcheck: 'false', class: 'number',
    inputmode: minimum >= 0 ? 'numeric' : 'decimal', onkeydown: step,
  });
  return plain(input);
}

function plain(input) {
  return {
    node: element('div', { class: 'grow full' }, input),
    field: input,
    isEmpty: () => input.value === '',
    read: () => input.value,
    write: (value) => { input.value = value; },
  };
}
