import { insteadOf } from '../gedis/request.js';

/** Reads COMMAND DOCS into groups of commands: namespaces first, then what is built in. */
export function readCatalog(docs) {
  const commands = [...docs].flatMap(([name, help]) => readCommand(name, help))
    .filter(({ words }) => insteadOf(...words) === undefined);
  const groups = new Map();
  for (const command of commands) {
    if (!groups.has(command.group)) groups.set(command.group, { name: command.group, isBuiltIn: false, commands: [] });
    const group = groups.get(command.group);
    group.commands.push(command);
    group.isBuiltIn ||= !command.name.includes('.');
  }
  return [...groups.values()].sort((a, b) => a.isBuiltIn - b.isBuiltIn || (a.name < b.name ? -1 : 1));
}

/** A command, or its subcommands, which have the names that a client says: `client list`. */
function readCommand(name, help) {
  const subcommands = help.get('subcommands');
  if (subcommands !== undefined) return [...subcommands].flatMap(([name, help]) => readCommand(name, help));
  const words = name.split('|');
  return [{
    name: words.join(' '), words, group: help.get('group') ?? '', help: help.get('summary') ?? '',
    parameters: (help.get('arguments') ?? []).map(readParameter),
  }];
}

/** A parameter; its `name` is written with what it takes: `name`, `name:Type` or `name:Type=default`. */
function readParameter(argument) {
  const [, name, type = 'String', fallback] = /^([^:]*)(?::([^=]*)(?:=([^]*))?)?$/.exec(argument.get('name'));
  const flags = argument.get('flags') ?? new Set();
  return {
    name, type, fallback, help: argument.get('summary') ?? '',
    isOptional: flags.has('optional'), isVariadic: flags.has('multiple'),
  };
}

/** The command as its help shows it: `calc.sum a:Int [b:Int=0]`. */
export function signature({ name, parameters }) {
  const shown = parameters.map(({ name, type, fallback, isOptional, isVariadic }) => {
    const text = `${name}${type === 'String' && fallback === undefined ? '' : `:${type}`}`
      + `${fallback === undefined ? '' : `=${fallback}`}${isVariadic ? ' …' : ''}`;
    return isOptional ? `[${text}]` : text;
  });
  return [name, ...shown].join(' ');
}
