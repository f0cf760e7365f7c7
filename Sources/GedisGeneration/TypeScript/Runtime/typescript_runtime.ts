/** The codes of errors that a server replies itself; namespaces have others. */
export type ErrorCode =
  | "ERR" | "NOAUTH" | "WRONGPASS" | "NOPERM" | "THROTTLED" | "TIMEOUT" | "WORKER" | "BACKEND" | "MOUNT" | "LOADING";

/** Whether something that was thrown is an error reply with a code, such as NOPERM or one of a namespace's own. */
export function isErrorReply<Code extends string = ErrorCode>(
  error: unknown, code: Code,
): error is CommandError & { readonly code: Code } {
  return error instanceof CommandError && error.code === code;
}

/** What the server replied does not fit this module: it was made of another version of the namespace. */
export class ReplyError extends TypeError {}

/** How values of a type travel: in JSON, in a reply, and as an argument, which is JSON where nothing else is said. */
interface Codec<T> {
  json(value: T): unknown;
  reply(value: unknown): T;
  argument(value: T): Argument;
}

/** A command with its arguments. */
class Request {
  readonly words: Argument[] = [];
  private leftOut: string | undefined;

  constructor(readonly command: string) {}

  add<T>(name: string, codec: Codec<T>, value: T): void {
    if (this.leftOut !== undefined) {
      throw new TypeError(`${this.command}: '${name}' can only be given with '${this.leftOut}'`);
    }
    this.words.push(codec.argument(value));
  }

  addOptional<T>(name: string, codec: Codec<T>, value: T | undefined, fallback?: T): void {
    if (value === undefined) this.leftOut ??= name;
    else if (this.leftOut === undefined || value !== fallback) this.add(name, codec, value);
  }

  addAll<T>(name: string, codec: Codec<T>, values: readonly T[]): void {
    for (const value of values) this.add(name, codec, value);
  }
}

class Caller {
  constructor(private readonly client: { call(command: string, ...words: Argument[]): Promise<unknown> }) {}

  async call<T>(request: Request, codec: Codec<T>): Promise<T> {
    const reply = await this.client.call(request.command, ...request.words);
    try {
      return codec.reply(reply);
    } catch (error) {
      throw new ReplyError(
        `the reply of ${request.command} does not fit this module, generate it anew: ${(error as Error).message}`);
    }
  }
}

function $codec<T>(
  json: (value: T) => unknown, reply: (value: unknown) => T,
  argument: (value: T) => Argument = (value) => JSON.stringify(json(value)),
): Codec<T> {
  return { json, reply, argument };
}

function $expected(what: string, value: unknown): TypeError {
  return new TypeError(`${what} expected, got ${typeof value}`);
}

function $readText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(value);
  throw $expected("text", value);
}

function $readNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") throw new RangeError(`${value} is more than a number holds exactly`);
  throw $expected("a number", value);
}

function $elements(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Set) return [...value];
  throw $expected("a list", value);
}

function $entries(value: unknown): [string, unknown][] {
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item]);
  throw $expected("a map", value);
}

/** What nothing is known of: text is text where it is UTF-8. */
function $readAny(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
    } catch {
      return value;
    }
  }
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, $readAny(item)]));
  return Array.isArray(value) || value instanceof Set ? [...value].map($readAny) : value;
}

function $base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function $finite(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
  return value;
}

const $nothing = $codec<void>(() => null, () => undefined);
const $any = $codec<unknown>((value) => value, $readAny, (value) => {
  switch (typeof value) {
    case "string": case "number": case "bigint": case "boolean": return value;
    default: return value instanceof Uint8Array ? value : JSON.stringify(value ?? null);
  }
});
const $text = $codec<string>((value) => value, $readText, (value) => value);
const $bytes = $codec<Uint8Array>($base64, (value) => {
  if (value instanceof Uint8Array) return value;
  throw $expected("bytes", value);
}, (value) => value);
const $number = $codec<number>($finite, $readNumber, (value) => value);
const $truth = $codec<boolean>((value) => value, (value) => {
  if (typeof value === "boolean") return value;
  throw $expected("a truth value", value);
}, (value) => value);
const $moment = $codec<Date>(
  (value) => value.toISOString(), (value) => new Date($readText(value)), (value) => value.toISOString());

function $maybe<T>(codec: Codec<T>): Codec<T | null> {
  return $codec<T | null>(
    (value) => (value === null ? null : codec.json(value)), (value) => (value === null ? null : codec.reply(value)));
}

function $list<T>(codec: Codec<T>): Codec<T[]> {
  return $codec<T[]>(
    (values) => values.map((value) => codec.json(value)),
    (values) => $elements(values).map((value) => codec.reply(value)));
}

function $set<T>(codec: Codec<T>): Codec<Set<T>> {
  return $codec<Set<T>>(
    (values) => [...values].map((value) => codec.json(value)),
    (values) => new Set($elements(values).map((value) => codec.reply(value))));
}

function $map<T>(codec: Codec<T>): Codec<Record<string, T>> {
  return $codec<Record<string, T>>(
    (values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, codec.json(value)])),
    (values) => Object.fromEntries($entries(values).map(([key, value]) => [key, codec.reply(value)])));
}

function $choice<T extends string | number>(values: readonly T[]): Codec<T> {
  return $codec<T>((value) => value, (reply) => {
    const value = typeof reply === "number" ? reply : $readText(reply);
    const found = values.find((choice) => choice === value);
    if (found === undefined) throw new TypeError(`one of ${values.join(", ")} expected, got ${value}`);
    return found;
  }, (value) => value);
}

function $record<T>(members: () => [name: string, codec: Codec<any>, required: boolean][]): Codec<T> {
  return $codec<T>((value) => {
    const given = value as Record<string, unknown>;
    const present = members().filter(([name, , required]) => required || (given[name] ?? null) !== null);
    return Object.fromEntries(present.map(([name, codec]) => [name, codec.json(given[name])]));
  }, (reply) => {
    const found = new Map($entries(reply));
    const present = members().filter(([name, , required]) => {
      if (required && !found.has(name)) throw new TypeError(`${name} is missing`);
      return required || (found.get(name) ?? null) !== null;
    });
    return Object.fromEntries(present.map(([name, codec]) => [name, codec.reply(found.get(name))])) as unknown as T;
  });
}
