import { element } from './dom.js';
import { count, counted } from './readable.js';
import { draw } from './reply-table.js';
import { text } from './reply-text.js';

/** How many members of a level are made at once. */
const most = 200;

/** Draws a reply as a tree: what is below a member is made when it is opened. */
export function drawTree(value) {
  const inner = members(value);
  return inner === undefined ? draw(value) : list(inner, 0);
}

function members(value) {
  if (value instanceof Map) return [...value].map(([key, item]) => [text(key), item]);
  if (value instanceof Set || Array.isArray(value)) return [...value].map((item, index) => [String(index + 1), item]);
  return undefined;
}

function list(pairs, depth) {
  const place = element('ul', { class: 'tree' });
  const add = (from) => {
    place.append(...pairs.slice(from, from + most).map(([key, value]) => branch(key, value, depth)));
    if (pairs.length <= from + most) return;
    const rest = element('li', {}, element('button', {
      type: 'button', class: 'quiet small', onclick: () => { rest.remove(); add(from + most); },
    }, `${count(pairs.length - from - most)} more`));
    place.append(rest);
  };
  add(0);
  return place;
}

function branch(key, value, depth) {
  const inner = members(value);
  const name = element('span', { class: 'key' }, key);
  if (inner === undefined || inner.length === 0) return element('li', {}, name, ' ', draw(value));
  const noun = value instanceof Map ? 'member' : 'item';
  const details = element('details', { open: depth < 1 && inner.length <= 20 },
    element('summary', {}, name, ' ', element('span', { class: 'faint small' }, counted(inner.length, noun))));
  const open = () => {
    if (details.open && details.childElementCount === 1) details.append(list(inner, depth + 1));
  };
  details.addEventListener('toggle', open);
  open();
  return element('li', {}, details);
}
