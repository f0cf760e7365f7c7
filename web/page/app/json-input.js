import { element } from './dom.js';
import { JSONEditor } from './json-editor.js';
import { jsonField } from './json-fields.js';
import { parseJSON, writeJSON } from './json-value.js';

/** A parameter's value that is JSON: as a form, or as text with the schema beside it. */
export function jsonInput(shape, parameter) {
  const form = jsonField(shape, parameter.name, !parameter.isOptional || parameter.isVariadic);
  const path = [parameter.name];
  const editor = new JSONEditor(shape, path, `${parameter.name} as JSON`);
  const problem = element('p', { class: 'error small', role: 'alert', hidden: true });
  const { $defs, ...schema } = parameter.schema;
  const text = element('div', { class: 'beside', hidden: true }, editor.node,
    element('details', { open: true }, element('summary', { class: 'small faint' }, 'JSON Schema'),
      element('pre', { class: 'small schema scroll' }, JSON.stringify($defs === undefined ? schema : { ...schema, $defs }, null, 1))));
  const isText = () => !text.hidden;
  /** The form's value; empty where it is none yet. */
  const formatted = () => {
    try {
      return writeJSON(parseJSON(form.json(path)), 1);
    } catch {
      return '';
    }
  };
  const show = (asText) => {
    text.hidden = !asText;
    form.node.hidden = asText;
    toggle.textContent = asText ? 'As a form' : 'As JSON';
  };
  const change = () => {
    problem.hidden = true;
    try {
      if (isText()) form.write(editor.isEmpty ? undefined : parseJSON(editor.text()));
      else editor.value = formatted();
      show(!isText());
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      error.field?.focus();
    }
  };
  const toggle = element('button', { type: 'button', class: 'quiet small', onclick: change }, 'As JSON');
  const hasForm = shape.kind === 'record' || shape.kind === 'list';
  const read = () => {
    problem.hidden = true;
    if (!isText()) return form.json(path);
    if (!editor.isEmpty) return editor.text();
    if (parameter.isOptional) return undefined;
    throw Object.assign(new Error(`'${parameter.name}' must be given`), { field: editor.node.querySelector('textarea') });
  };
  return {
    node: element('div', { class: 'grow full stack tight' }, form.node, text, problem,
      element('div', { hidden: !hasForm }, toggle)),
    isEmpty: () => { try { return read() === undefined; } catch { return false; } },
    read,
    write: (words) => {
      show(false);
      try {
        form.write(words === '' ? undefined : parseJSON(words));
      } catch {
        editor.value = words;
        show(true);
      }
    },
    point: (place, message) => (isText() ? editor.point(place, message) : form.point?.(place)),
  };
}
