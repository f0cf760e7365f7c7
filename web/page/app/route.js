// The address' hash names what is shown: a view, a node of the graph, `/graph/SOUL`, or a command with its arguments,
// `calc.sum?a=1&b=2`.

const utf8 = new TextDecoder('utf-8', { fatal: true });

const graph = '/graph/';

/** The most characters of arguments that a link has. */
const most = 4000;

/**
 * What the address names: `name`, `values`, the words for each parameter's name, and `soul`, the node of the graph; undefined
 * where it has none.
 */
export function readRoute(hash = location.hash) {
  const text = hash.slice(1);
  if (text.startsWith(graph)) return { name: 'graph', soul: decode(text.slice(graph.length)) };
  const mark = text.indexOf('?');
  const name = decode(mark < 0 ? text : text.slice(0, mark));
  if (mark < 0) return { name };
  const values = new Map();
  for (const [key, word] of new URLSearchParams(text.slice(mark + 1))) {
    const isBytes = key.endsWith('*');
    const parameter = isBytes ? key.slice(0, -1) : key;
    values.set(parameter, [...values.get(parameter) ?? [], isBytes ? fromBase64(word) : word]);
  }
  return { name, values };
}

/** A link to a command with arguments: `values` has the words, text or bytes, for each parameter's name. */
export function link(name, values = new Map()) {
  const query = new URLSearchParams();
  for (const [parameter, words] of values) {
    for (const word of words) {
      const text = typeof word === 'string' ? word : readable(word);
      if (text === undefined) query.append(`${parameter}*`, btoa(String.fromCharCode(...word)));
      else query.append(parameter, text);
    }
  }
  const text = query.toString();
  return `#${encodeURIComponent(name)}${text === '' || text.length > most ? '' : `?${text}`}`;
}

/** A link to a node of the graph. */
export function soulLink(soul) {
  return `#${graph}${encodeURIComponent(soul)}`;
}

/** The words of a call by the names of its parameters. */
export function byName(parameters, words) {
  const rest = [...words];
  return new Map(parameters.map(({ name, isVariadic }) => [name, rest.splice(0, isVariadic ? rest.length : 1)])
    .filter(([, given]) => given.length > 0));
}

function readable(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return text;
  }
}
