import { element } from './dom.js';
import { Shape } from './schema.js';

/** What a command replies, with what is said of its members. */
export function replyType({ reply }) {
  const shape = new Shape(reply);
  const list = members(shape, []);
  const line = [element('strong', {}, 'Replies '), element('span', { class: 'mono' }, shape.phrase)];
  if (list === undefined) return element('p', { class: 'reply-type small' }, ...line);
  return element('details', { class: 'reply-type small' }, element('summary', {}, ...line), list);
}

/** A list of a record's members, or those of what is in a list or a map; undefined where there are none. */
function members(shape, around) {
  if (shape.kind === 'list' || shape.kind === 'map') return members(shape.element, around);
  if (shape.kind !== 'record' || around.includes(shape.schema)) return undefined;
  return element('dl', {}, ...shape.members.flatMap(({ name, shape: inner }) => [
    element('dt', { class: inner.isDeprecated ? 'mono deprecated' : 'mono' }, name),
    element('dd', {}, element('span', { class: 'type' }, inner.phrase), inner.help === '' ? '' : ` ${inner.help}`,
      members(inner, [...around, shape.schema])),
  ]));
}
