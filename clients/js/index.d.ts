/** What can be an argument. */
export type Argument = string | number | bigint | boolean | Uint8Array | ArrayBuffer;

/** What a command can reply; a `Map` and `Uint8Array` only where `maps` and `bytes` ask for them. */
export type Reply =
  | string | number | bigint | boolean | null | Uint8Array | CommandError
  | Reply[] | Set<Reply> | Map<Reply, Reply> | { [key: string]: Reply };

/** A namespace's commands; called itself, a command without a namespace. */
export interface AnyNamespace {
  (...args: Argument[]): Promise<any>;
  readonly [command: string]: (...args: Argument[]) => Promise<any>;
}

/** The namespaces of a server of which nothing is known. */
export interface AnyNamespaces {
  readonly [namespace: string]: AnyNamespace;
}

/** How calls are made and their replies given. */
export interface CallOptions {
  /** Milliseconds until a call is rejected; 0 for never. It is 10,000 by default. */
  timeout?: number;
  /** Rejects the call, or ends the subscription, when it is aborted. */
  signal?: AbortSignal;
  /** Strings as `Uint8Array` instead of text. */
  bytes?: boolean;
  /** Maps as objects, whose keys are text (the default), or as `Map`, with their order and their keys' types. */
  maps?: 'object' | 'map';
}

export interface ConnectOptions extends Omit<CallOptions, 'signal'> {
  /** Who the client is; without it, and with a password, `default`. */
  user?: string;
  password?: string;
  /** A name for the connection, shown by CLIENT LIST. */
  clientName?: string;
  /** Milliseconds until an attempt to connect fails. It is 10,000 by default. */
  connectTimeout?: number;
  /** How long to wait before connecting again, in milliseconds: longer from attempt to attempt; false for not at all. */
  reconnect?: false | { min?: number; max?: number };
  /** With `rediss://`: certificates to trust, in PEM, instead of the system's. */
  ca?: string | Uint8Array | Array<string | Uint8Array>;
  /** With `rediss://`: the client's own certificate and its key, in PEM. */
  cert?: string | Uint8Array;
  key?: string | Uint8Array;
  /** With `rediss://`: the name that the server's certificate must have, where it isn't the host's. */
  servername?: string;
  /** Is called when the connection is made, is lost, and will not be made again. */
  onState?: (state: 'connected' | 'disconnected' | 'closed', error?: Error) => void;
}

/** A published message. `pattern` is the one that it was heard by, with `psubscribe`. */
export interface Message<Content = string> {
  channel: string;
  message: Content;
  pattern?: string;
}

/** The messages of some channels. Leaving the loop over them ends the subscription. */
export interface Subscription<Content = string> extends AsyncIterableIterator<Message<Content>> {
  /** Fulfilled when the server has confirmed: what is published from then on arrives. */
  readonly ready: Promise<void>;
}

export interface Client<Namespaces = AnyNamespaces, Content = string> {
  /** Calls a command, such as `call('system.set', 'name', 'vito')` or `call('ping')`. */
  call<Result = any>(command: string, ...args: Argument[]): Promise<Result>;
  /** The same client with other options, for `call`, the namespaces and subscriptions. */
  with(options: CallOptions & { bytes: true }): Gedis<Namespaces, Uint8Array>;
  with(options: CallOptions & { bytes: false }): Gedis<Namespaces, string>;
  with(options: CallOptions): Gedis<Namespaces, Content>;
  /** Listens to channels. */
  subscribe(...channels: [string, ...string[]]): Subscription<Content>;
  /** Listens to all channels whose names fit patterns, such as `news.*`. */
  psubscribe(...patterns: [string, ...string[]]): Subscription<Content>;
  /** Takes no more calls, lets those that were sent be answered, and ends the connection. */
  close(): Promise<void>;
}

/** A connected client, with the server's namespaces as properties. */
export type Gedis<Namespaces = AnyNamespaces, Content = string> =
  Client<Namespaces, Content> & Omit<Namespaces, keyof Client | 'then' | 'toJSON'>;

/**
 * Connects to a server: `redis://host:port`, `rediss://` with TLS, `unix:///path`, `ws://` or `wss://host/resp`; in a
 * browser, only the last two. Name and password may stand in the URL.
 */
export function connect<Namespaces = AnyNamespaces>(
  url: string, options: ConnectOptions & { bytes: true },
): Promise<Gedis<Namespaces, Uint8Array>>;
export function connect<Namespaces = AnyNamespaces>(url: string, options?: ConnectOptions): Promise<Gedis<Namespaces>>;

/** What every error of this package is. */
export class GedisError extends Error {
  readonly code: string;
  readonly cause?: unknown;
}

/** The server replied an error; `code` is its first word, such as ERR or NOPERM. */
export class CommandError extends GedisError {}

/** There is no connection, or it broke. */
export class ConnectionError extends GedisError {
  /** FAILED: the call was never sent. LOST: it was, and may have run. */
  readonly code: 'FAILED' | 'LOST' | 'PROTOCOL' | 'CLOSED';
}

/** The call's time was up; it may have run. */
export class TimeoutError extends GedisError {
  readonly code: 'TIMEOUT';
}

/** The call's signal was aborted; `cause` is its reason. */
export class AbortError extends GedisError {
  readonly code: 'ABORTED';
}

/** What was asked of this package can't be done. */
export class UsageError extends GedisError {
  readonly code: 'USAGE';
}
