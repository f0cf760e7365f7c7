import { element } from './dom.js';
import { size } from './readable.js';

/** Bytes, typed as text or as hexadecimal digits, or read from a file. */
export function bytesInput(properties) {
  const area = element('textarea', { ...properties, rows: 2, spellcheck: 'false' });
  const label = properties['aria-label'];
  const file = element('input', { type: 'file', 'aria-label': `A file for ${label ?? 'the bytes'}`, onchange: () => load() });
  const loaded = element('p', { class: 'faint small', 'aria-live': 'polite' });
  const fromFile = element('div', { class: 'file', hidden: true }, file, loaded);
  const form = element('select', { 'aria-label': 'The bytes are given as', onchange: () => show() },
    ...['text', 'hex', 'file'].map((kind) => element('option', { value: kind }, kind === 'file' ? 'from a file' : `as ${kind}`)));
  let content;
  const show = () => {
    area.hidden = form.value === 'file';
    fromFile.hidden = form.value !== 'file';
  };
  const load = async () => {
    const [chosen] = file.files;
    content = chosen === undefined ? undefined : new Uint8Array(await chosen.arrayBuffer());
    loaded.textContent = content === undefined ? '' : `${chosen.name} · ${size(content.length)}`;
    file.dispatchEvent(new Event('loaded', { bubbles: true }));
  };
  return {
    node: element('div', { class: 'pair grow full' }, area, fromFile, form),
    field: area,
    isEmpty: () => (form.value === 'file' ? content === undefined : area.value === ''),
    read: () => {
      if (form.value === 'file') return content ?? '';
      return form.value === 'text' ? area.value : bytes(area.value);
    },
    write: (value) => {
      form.value = typeof value === 'string' ? 'text' : 'hex';
      area.value = typeof value === 'string' ? value : [...value].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      content = undefined;
      file.value = '';
      loaded.textContent = '';
      show();
    },
  };
}

function bytes(hex) {
  const digits = hex.replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error('hex is pairs of the digits 0 to 9 and a to f, such as 0d 0a');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
