/** What is wrong with a value that was typed, and where: `path` begins with the parameter's name. */
export class Problem extends Error {
  constructor(path, problem, field) {
    super(`${spell(path)} ${problem}`);
    this.path = path;
    this.problem = problem;
    /** Where it was typed. */
    this.field = field;
  }

  /** The same, marked in the field where it was typed. */
  in(field) {
    field.setAttribute('aria-invalid', 'true');
    return new Problem(this.path, this.problem, field);
  }
}

/** A place in words: `'order' items[0].count`. */
function spell([name, ...rest]) {
  const place = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('').replace(/^\./, '');
  return `'${name}'${place === '' ? '' : ` ${place}`}`;
}

/** The place that the server's errors name, `items[0].count`, as a path. */
export function readPath(text) {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => (index === undefined ? name : Number(index)));
}
