import { insteadOf } from '../gedis/request.js';

/**
 * Reads COMMAND DOCS: `groups` of commands, namespaces first, then what is built in; and the `names` of all that the user may
 * call, those among it that need more than a form.
 */
export function readCatalog(docs) {
  const all = [...docs].flatMap(([name, help]) => readCommand(name, help));
  const groups = new Map();
  for (const command of all.filter(({ words }) => insteadOf(...words) === undefined)) {
    if (!groups.has(command.group)) groups.set(command.group, { name: command.group, isBuiltIn: false, commands: [] });
    const group = groups.get(command.group);
    group.commands.push(command);
    group.isBuiltIn ||= !command.name.includes('.');
  }
  return {
    groups: [...groups.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
    names: all.map(({ name }) => name),
  };
}

/** The user's own namespaces come first, then the one that every server has. */
function rank({ name, isBuiltIn }) {
  return isBuiltIn ? 2 : Number(name === 'system');
}

/** A command, or its subcommands, which have the names that a client says: `client list`. */
function readCommand(name, help) {
  const subcommands = help.get('subcommands');
  if (subcommands !== undefined) return [...subcommands].flatMap(([name, help]) => readCommand(name, help));
  const words = name.split('|');
  return [{
    name: words.join(' '), words, group: help.get('group') ?? '', help: help.get('summary') ?? '',
    discussion: help.get('discussion') ?? '', returns: help.get('returns') ?? '',
    reply: help.has('reply_schema') ? JSON.parse(help.get('reply_schema')) : undefined,
    deprecation: help.get('doc_flags')?.has('deprecated') ? help.get('deprecation') ?? '' : undefined,
    parameters: (help.get('arguments') ?? []).map(readParameter),
  }];
}

/** A parameter; its `name` is written with what it takes: `name`, `name:Type` or `name:Type=default`. */
function readParameter(argument) {
  const [, name, type = 'String'] = /^([^:]*)(?::([^=]*)(?:=[^]*)?)?$/.exec(argument.get('name'));
  const flags = argument.get('flags') ?? new Set();
  return {
    name, type, fallback: argument.get('default'), help: argument.get('summary') ?? '',
    schema: argument.has('schema') ? JSON.parse(argument.get('schema')) : { type: 'string' },
    isOptional: flags.has('optional'), isVariadic: flags.has('multiple'),
  };
}

/** The command as its help shows it: `calc.sum a:Int [b:Int=0] → Int`. */
export function signature({ name, parameters, returns }) {
  const shown = parameters.map(({ name, type, fallback, isOptional, isVariadic }) => {
    const text = `${name}${type === 'String' && fallback === undefined ? '' : `:${type}`}`
      + `${fallback === undefined ? '' : `=${fallback}`}${isVariadic ? ' …' : ''}`;
    return isOptional ? `[${text}]` : text;
  });
  return [name, ...shown, ...(returns === '' ? [] : ['→', returns])].join(' ');
}
