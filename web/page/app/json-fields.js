import { bytesInput, choiceInput, textInput } from './inputs.js';
import { element } from './dom.js';

/** What is wrong with what was typed, and where. */
class FieldError extends Error {
  constructor(message, field) {
    super(message);
    this.field = field;
  }
}

let count = 0;

/**
 * A form for a value of a shape: `json(path)` is its JSON text, undefined where it is left out; `write(value)` fills in
 * a value. `label` names its field, which `isRequired` or may stay empty.
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
  const properties = { 'aria-label': label };
  // What must be given is false at first.
  const choices = kind === 'boolean' && isRequired ? [false, true] : shape.choices;
  const input = kind === 'choice' || kind === 'boolean' ? choiceInput(choices, properties, isRequired)
    : kind === 'bytes' ? bytesInput(properties) : textInput(shape, properties);
  const json = (path) => {
    const isEmpty = input.isEmpty();
    if (isEmpty && !isRequired) return undefined;
    const field = input.node.querySelector('input, select, textarea');
    field.removeAttribute('aria-invalid');
    const value = input.read();
    if (kind === 'bytes') return JSON.stringify(base64(value));
    if (kind === 'choice' || kind === 'boolean') {
      return JSON.stringify(shape.choices.find((choice) => String(choice) === value));
    }
    const problem = shape.mismatch(value);
    if (problem !== undefined) throw invalid(field, path, isEmpty ? 'must be given' : `${problem}, got "${value}"`);
    return kind === 'text' ? JSON.stringify(value) : value;
  };
  const write = (value) => {
    const text = value === undefined || value === null ? '' : String(value);
    input.write(kind === 'bytes' && text !== '' ? fromBase64(text) : text);
  };
  return { node: input.node, json, write };
}

function recordField(shape) {
  const members = shape.members.map(({ name, shape: inner, isRequired }) => (
    { name, field: jsonField(inner, name, isRequired), inner, isRequired }));
  const rows = members.map(({ name, field, inner, isRequired }) => element('div', { class: 'field' },
    element('p', {}, element('span', { class: inner.isDeprecated ? 'deprecated' : undefined }, name), ' ',
      element('span', { class: 'type' }, `${inner.kind === 'choice' ? inner.schema.title ?? 'choice' : nonNull(inner)}${isRequired ? '' : ', optional'}`)),
    field.node, element('p', { class: 'faint small', hidden: inner.help === '' }, inner.help)));
  return {
    node: element('div', { class: 'record stack' }, ...rows),
    json: (path) => `{${members.flatMap(({ name, field }) => {
      const text = field.json([...path, name]);
      return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
    }).join(',')}}`,
    write: (value) => { for (const { name, field } of members) field.write(value?.[name]); },
  };
}

function nonNull(shape) {
  return shape.phrase.replace(/ or null$/, '');
}

/** A record that may be left out: its form is made when it is asked for, so that a type may hold itself. */
function optionalField(shape, label) {
  const list = listField({ element: shape }, label, false, 1);
  return {
    node: list.node,
    json: (path) => list.json(path, true),
    write: (value) => list.write(value === undefined || value === null ? [] : [value]),
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
  };
}

/** JSON that is typed as such. */
function textField(shape, label, isRequired) {
  const area = element('textarea', { 'aria-label': label, rows: 2, spellcheck: 'false', placeholder: shape.kind === 'map' ? '{"name": …}' : 'JSON' });
  return {
    node: element('div', { class: 'full' }, area),
    json: (path) => {
      const text = area.value.trim();
      if (text === '' && !isRequired) return undefined;
      if (text === '' && shape.kind === 'map') return '{}';
      return checked(text, shape, area, path);
    },
    write: (value) => { area.value = value === undefined || value === null ? '' : stringify(value); },
  };
}

/** A parameter's value that is JSON: as a form, or as text with the schema beside it. */
export function jsonInput(shape, parameter) {
  const form = jsonField(shape, parameter.name, !parameter.isOptional || parameter.isVariadic);
  const path = [parameter.name];
  const id = `json-${count++}`;
  const area = element('textarea', { id, rows: 8, spellcheck: 'false', 'aria-label': `${parameter.name} as JSON` });
  const problem = element('p', { class: 'error small', role: 'alert', hidden: true });
  const { $defs, ...schema } = parameter.schema;
  const text = element('div', { class: 'beside', hidden: true }, area,
    element('details', { open: true }, element('summary', { class: 'small faint' }, 'JSON Schema'),
      element('pre', { class: 'small schema scroll' }, JSON.stringify($defs === undefined ? schema : { ...schema, $defs }, null, 1))));
  const isText = () => !text.hidden;
  /** The form's value; empty where it is none yet. */
  const formatted = () => {
    try {
      return stringify(parse(form.json(path)), 1);
    } catch {
      return '';
    }
  };
  const show = (asText) => {
    text.hidden = !asText;
    form.node.hidden = asText;
    toggle.textContent = asText ? 'As a form' : 'As JSON';
  };
  const toggle = element('button', {
    type: 'button', class: 'quiet small', onclick: () => {
      problem.hidden = true;
      try {
        if (isText()) form.write(area.value.trim() === '' ? undefined : parse(checked(area.value, shape, area, path)));
        else area.value = formatted();
        show(!isText());
      } catch (error) {
        problem.textContent = error.message;
        problem.hidden = false;
        error.field?.focus();
      }
    },
  }, 'As JSON');
  const hasForm = shape.kind === 'record' || shape.kind === 'list';
  const read = () => {
    problem.hidden = true;
    if (!isText()) return form.json(path);
    return area.value.trim() === '' && parameter.isOptional ? undefined : checked(area.value, shape, area, path);
  };
  return {
    node: element('div', { class: 'grow full stack tight' }, form.node, text, problem,
      element('div', { hidden: !hasForm }, toggle)),
    isEmpty: () => { try { return read() === undefined; } catch { return false; } },
    read,
    write: (words) => {
      show(false);
      try {
        form.write(words === '' ? undefined : parse(words));
      } catch {
        area.value = words;
        show(true);
      }
    },
  };
}

/** A text that is JSON of a shape, as far as its outermost value says. */
function checked(text, shape, field, path) {
  field.removeAttribute('aria-invalid');
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(field, path, `is no JSON: ${error.message}`);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if ((shape.kind === 'map' || shape.kind === 'record') && !isObject) throw invalid(field, path, 'must be an object: {…}');
  if (shape.kind === 'list' && !Array.isArray(value)) throw invalid(field, path, 'must be a list: […]');
  const missing = shape.kind === 'record'
    ? shape.members.find(({ name, isRequired }) => isRequired && !Object.hasOwn(value, name)) : undefined;
  if (missing !== undefined) throw invalid(field, [...path, missing.name], 'is missing');
  return text.trim();
}

function invalid(field, [name, ...rest], problem) {
  field.setAttribute('aria-invalid', 'true');
  const place = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('').replace(/^\./, '');
  return new FieldError(`'${name}' ${place === '' ? '' : `${place} `}${problem}`, field);
}

/** Numbers keep their digits: those beyond what JavaScript counts exactly are big integers. */
function parse(text) {
  return JSON.parse(text, (key, value, context) => (
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context.source) : value));
}

function stringify(value, indent) {
  return JSON.stringify(value, (key, value) => (
    typeof value === 'bigint' ? JSON.rawJSON?.(String(value)) ?? Number(value) : value), indent);
}

function base64(value) {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
