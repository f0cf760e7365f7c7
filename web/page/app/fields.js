import { element } from './dom.js';

const numbers = /^(U?Int(8|16|32|64)?|Double|Float)$/;

/** A field for a parameter; `arguments()` are what was filled in, none where an optional one was left empty. */
export function field(parameter, index) {
  return parameter.isVariadic ? variadicField(parameter, index) : singleField(parameter, index);
}

function singleField(parameter, index) {
  const id = `argument-${index}`;
  const value = valueInput(parameter, { id, 'aria-describedby': `${id}-help` });
  return {
    parameter,
    node: element('div', { class: 'field' },
      element('label', { for: id }, parameter.name, ' ', kind(parameter)), value.node, help(parameter, id)),
    arguments: () => (parameter.isOptional && value.isEmpty() ? [] : [value.read()]),
    fill: (values) => value.write(values.shift() ?? ''),
  };
}

function variadicField(parameter, index) {
  const id = `argument-${index}`;
  const rows = element('div', { class: 'values' });
  let values = [];
  const add = () => {
    const value = valueInput(parameter, {
      'aria-label': `${parameter.name} ${values.length + 1}`, 'aria-describedby': `${id}-help`,
    });
    const remove = () => {
      values = values.filter((other) => other !== value);
      row.remove();
      more.focus();
    };
    const row = element('div', { class: 'value-row' }, value.node,
      element('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${parameter.name}`, onclick: remove }, '×'));
    values.push(value);
    rows.append(row);
    return value;
  };
  const more = element('button', {
    type: 'button', class: 'quiet small', onclick: () => add().node.querySelector('input, select, textarea').focus(),
  }, `Add ${parameter.name}`);
  add();
  return {
    parameter,
    node: element('fieldset', { class: 'field' },
      element('legend', {}, parameter.name, ' ', kind(parameter)), rows, element('div', {}, more), help(parameter, id)),
    arguments: () => values.filter((value) => !value.isEmpty()).map((value) => value.read()),
    fill: (given) => {
      rows.replaceChildren();
      values = [];
      for (const value of given.splice(0)) add().write(value);
      if (values.length === 0) add();
    },
  };
}

/** Where a value is typed, by its type. */
function valueInput({ type }, properties) {
  const base = type.replace(/\?$/, '');
  if (base === 'Bool') return choice(['', 'true', 'false'], properties);
  if (base === '[UInt8]') return bytesInput(properties);
  const input = element('input', {
    ...properties, type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
    inputmode: base.startsWith('UInt') ? 'numeric' : undefined, class: numbers.test(base) ? 'number' : undefined,
  });
  return plain(input);
}

function choice(options, properties) {
  const choices = options.map((value) => element('option', { value }, value === '' ? '–' : value));
  return plain(element('select', properties, ...choices));
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
function bytesInput(properties) {
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

function kind({ type, fallback, isOptional, isVariadic }) {
  const more = fallback !== undefined ? ` = ${fallback}` : isVariadic ? ', any number' : isOptional ? ', optional' : '';
  return element('span', { class: 'type' }, `${type}${more}`);
}

function help({ help }, id) {
  return element('p', { class: 'faint small', id: `${id}-help`, hidden: help === '' }, help);
}
