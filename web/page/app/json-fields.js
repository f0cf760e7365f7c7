import { element } from './dom.js';
import { JSONEditor } from './json-editor.js';
import { Problem } from './json-problem.js';
import { fromBase64, toBase64, writeJSON } from './json-value.js';
import { wordInput } from './word-input.js';

/**
 * A form for a value of a shape: `json(path)` is its JSON text, undefined where it is left out; `write(value)` fills in
 * a value; `point(path)` marks the field at a place, and returns it. `label` names the field, which `isRequired` or may stay empty.
 */
export function jsonField(shape, label, isRequired) {
  switch (shape.kind) {
    case 'record': return isRequired ? recordField(shape) : optionalField(shape, label);
    case 'list': return listField(shape, label, isRequired);
    case 'map': case 'any': return textField(shape, label, isRequired);
    default: return wordField(shape, label, isRequired);
  }
}

function wordField(shape, label, isRequired) {
  const { kind } = shape;
  const input = wordInput(shape, { 'aria-label': label }, { isRequired });
  const { field } = input;
  field.addEventListener('input', () => field.removeAttribute('aria-invalid'));
  const json = (path) => {
    const isEmpty = input.isEmpty();
    if (isEmpty && !isRequired) return undefined;
    field.removeAttribute('aria-invalid');
    const value = input.read();
    if (kind === 'bytes') return JSON.stringify(toBase64(value));
    if (kind === 'choice' || kind === 'boolean') {
      return JSON.stringify(shape.choices.find((choice) => String(choice) === value));
    }
    const problem = shape.mismatch(value);
    if (problem !== undefined) throw new Problem(path, isEmpty ? 'must be given' : `${problem}, got "${value}"`).in(field);
    return kind === 'text' ? JSON.stringify(value) : value;
  };
  const write = (value) => {
    const text = value === undefined || value === null ? '' : String(value);
    input.write(kind === 'bytes' && text !== '' ? fromBase64(text) : text);
  };
  return { node: input.node, json, write, point: () => mark(field) };
}

function mark(field) {
  field?.setAttribute('aria-invalid', 'true');
  return field;
}

function recordField(shape) {
  const members = shape.members.map(({ name, shape: inner, isRequired }) => (
    { name, field: jsonField(inner, name, isRequired), inner, isRequired }));
  const rows = members.map(({ name, field, inner, isRequired }) => {
    const type = inner.kind === 'choice' ? inner.schema.title ?? 'choice' : inner.phrase.replace(/ or null$/, '');
    return element('div', { class: `field${inner.kind === 'boolean' ? ' flag' : ''}` },
      element('p', { class: 'member' }, element('span', { class: inner.isDeprecated ? 'deprecated' : undefined }, name), ' ',
        element('span', { class: 'type' }, `${type}${isRequired ? '' : ', optional'}`)),
      field.node, element('p', { class: 'faint small', hidden: inner.help === '' }, inner.help));
  });
  return {
    node: element('div', { class: 'record' }, ...rows),
    json: (path) => `{${members.flatMap(({ name, field }) => {
      const text = field.json([...path, name]);
      return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
    }).join(',')}}`,
    write: (value) => { for (const { name, field } of members) field.write(value?.[name]); },
    point: ([name, ...rest]) => members.find((member) => member.name === name)?.field.point(rest),
  };
}

/** A record that may be left out: its form is made when it is asked for, so that a type may hold itself. */
function optionalField(shape, label) {
  const list = listField({ element: shape }, label, false, 1);
  return {
    node: list.node,
    json: (path) => list.json(path, true),
    write: (value) => list.write(value === undefined || value === null ? [] : [value]),
    point: (path) => list.point([0, ...path]),
  };
}

function listField(shape, label, isRequired, most = Infinity) {
  const rows = element('div', { class: 'values' });
  let fields = [];
  const add = () => {
    const name = most === 1 ? label : `${label} ${fields.length + 1}`;
    const field = jsonField(shape.element, name, true);
    const remove = () => {
      fields = fields.filter((other) => other !== field);
      row.remove();
      more.hidden = fields.length >= most;
      more.focus();
    };
    const row = element('div', { class: 'value-row' }, element('div', { class: 'grow full' }, field.node),
      element('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${name}`, onclick: remove }, '×'));
    fields.push(field);
    rows.append(row);
    more.hidden = fields.length >= most;
    return field;
  };
  const more = element('button', {
    type: 'button', class: 'quiet small', onclick: () => add().node.querySelector('input, select, textarea, button')?.focus(),
  }, `Add ${label}`);
  return {
    node: element('div', {}, rows, more),
    json: (path, isOne = false) => {
      if (fields.length === 0 && !isRequired) return undefined;
      const texts = fields.map((field, index) => field.json(isOne ? path : [...path, index]));
      return isOne ? texts[0] : `[${texts.join(',')}]`;
    },
    write: (values) => {
      rows.replaceChildren();
      fields = [];
      more.hidden = false;
      for (const value of values ?? []) add().write(value);
    },
    point: ([index, ...rest]) => fields[index]?.point(rest),
  };
}

/** JSON that is typed as such. */
function textField(shape, label, isRequired) {
  const placeholder = shape.kind === 'map' ? '{"name": …}' : 'JSON';
  const editor = new JSONEditor(shape, [label], label, { rows: 2, placeholder });
  return {
    node: editor.node,
    json: (path) => {
      if (editor.isEmpty && !isRequired) return undefined;
      if (editor.isEmpty && shape.kind === 'map') return '{}';
      editor.at(path);
      return editor.text();
    },
    write: (value) => { editor.value = value === undefined || value === null ? '' : writeJSON(value); },
    point: (path) => editor.point(path, ''),
  };
}
