import { element } from './dom.js';
import { jsonInput } from './json-input.js';
import { Shape } from './schema.js';
import { wordInput } from './word-input.js';

/** A field for a parameter; `arguments()` are what was filled in, none where an optional one was left empty. */
export function field(parameter, index) {
  return parameter.isVariadic ? variadicField(parameter, index) : singleField(parameter, index);
}

function singleField(parameter, index) {
  const id = `argument-${index}`;
  const shape = new Shape(parameter.schema);
  const value = valueInput(parameter, shape, { id, 'aria-describedby': `${id}-help` });
  const parts = [parameter.name, ' ', kind(parameter)];
  return {
    parameter,
    node: shape.isWord
      ? element('div', { class: `field${shape.kind === 'boolean' ? ' flag' : ''}` },
        element('label', { for: id }, ...parts), value.node, help(parameter, id))
      : element('fieldset', { class: 'field' }, element('legend', {}, ...parts), help(parameter, id), value.node),
    arguments: () => (parameter.isOptional && value.isEmpty() ? [] : [value.read()]),
    fill: (values) => value.write(values.shift() ?? ''),
    standIn: () => standIn(parameter, shape),
    point: (path, message) => value.point?.(path, message),
  };
}

function variadicField(parameter, index) {
  const id = `argument-${index}`;
  const shape = new Shape(parameter.schema);
  const rows = element('div', { class: 'values' });
  let values = [];
  const add = () => {
    const value = valueInput(parameter, shape, {
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
    type: 'button', class: 'quiet small', onclick: () => add().node.querySelector('input, select, textarea')?.focus(),
  }, `Add ${parameter.name}`);
  if (shape.isWord) add();
  return {
    parameter,
    node: element('fieldset', { class: 'field' },
      element('legend', {}, parameter.name, ' ', kind(parameter)), rows, element('div', {}, more), help(parameter, id)),
    arguments: () => values.filter((value) => !value.isEmpty()).map((value) => value.read()),
    fill: (given) => {
      rows.replaceChildren();
      values = [];
      for (const value of given.splice(0)) add().write(value);
      if (values.length === 0 && shape.isWord) add();
    },
    standIn: () => '',
    point: () => undefined,
  };
}

/** Where a value is typed, by its shape. */
function valueInput(parameter, shape, properties) {
  if (!shape.isWord) return jsonInput(shape, parameter);
  const isRequired = !parameter.isOptional;
  return wordInput(shape, properties, { isRequired, fallback: parameter.fallback });
}

/** What is sent for a parameter that is left empty before one that is not: its default, where that is a plain value. */
function standIn({ fallback }, shape) {
  if (fallback === undefined || shape.kind === 'choice') return fallback ?? '';
  try {
    const value = JSON.parse(fallback);
    return typeof value === 'string' ? value : fallback;
  } catch {
    return '';
  }
}

function kind({ type, fallback, isOptional, isVariadic }) {
  const more = fallback !== undefined ? ` = ${fallback}` : isVariadic ? ', any number' : isOptional ? ', optional' : '';
  return element('span', { class: 'type' }, `${type}${more}`);
}

function help({ help }, id) {
  return element('p', { class: 'faint small', id: `${id}-help`, hidden: help === '' }, help);
}
