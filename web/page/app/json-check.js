import { Problem } from './json-problem.js';

/** What of a value that was read by `readJSON` is none of a shape: problems with `start` and `end`, in the order of the text. */
export function check(node, shape, path) {
  const found = [];
  visit(node, shape, path, found);
  return found.sort((a, b) => a.start - b.start);
}

function visit(node, shape, path, found) {
  const report = (problem, { start, end } = node) => found.push(Object.assign(new Problem(path, problem), { start, end }));
  if (node.kind === 'null' && shape.isNullable) return;
  switch (shape.kind) {
    case 'record': return node.kind === 'object' ? visitRecord(node, shape, path, found) : report('must be an object: {…}');
    case 'map':
      if (node.kind !== 'object') return report('must be an object: {…}');
      return node.members.forEach(({ name, value }) => visit(value, shape.element, [...path, name], found));
    case 'list':
      if (node.kind !== 'array') return report('must be a list: […]');
      return node.items.forEach((item, index) => visit(item, shape.element, [...path, index], found));
    case 'any': return undefined;
    case 'choice':
      if (shape.choices.some((choice) => String(choice) === String(node.value))) return undefined;
      return report(`must be one of ${shape.choices.join(', ')}`);
    case 'boolean': return node.kind === 'boolean' ? undefined : report('must be true or false');
    case 'integer': case 'number': {
      // Numbers may be written as texts of digits, too.
      const problem = ['number', 'string'].includes(node.kind) ? shape.mismatch(node.value) : `must be ${shape.article}`;
      return problem === undefined ? undefined : report(problem);
    }
    default: {
      // Of what is written otherwise, such as a date as a number, the server knows more.
      if (node.kind === 'number' && shape.schema.format !== undefined) return undefined;
      const problem = node.kind === 'string' ? shape.mismatch(node.value) : `must be a text: "…"`;
      return problem === undefined ? undefined : report(problem);
    }
  }
}

function visitRecord(node, shape, path, found) {
  const given = new Map(node.members.map(({ name, value }) => [name, value]));
  for (const { name, shape: inner, isRequired } of shape.members) {
    const value = given.get(name);
    if (value !== undefined && !(value.kind === 'null' && !isRequired)) visit(value, inner, [...path, name], found);
    else if (isRequired && value === undefined) {
      found.push(Object.assign(new Problem([...path, name], 'is missing'), { start: node.start, end: node.start + 1 }));
    }
  }
}

/** The value at a path below this one; where it is not there, the last that is. */
export function nodeAt(node, path) {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const next = typeof step === 'number' ? node.items?.[step] : node.members?.find(({ name }) => name === step)?.value;
  return next === undefined ? node : nodeAt(next, rest);
}
