/** What every error of this package is. Its `code` is made for programs, its message for people. */
export class GedisError extends Error {
  constructor(message, code, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  get name() {
    return this.constructor.name;
  }
}

/** The server replied an error: `code` is its first word, such as ERR, NOPERM or one of a namespace's own. */
export class CommandError extends GedisError {
  /** Reads an error reply's text. */
  static of(text) {
    const [, code, message] = /^([A-Z][A-Z0-9_]*)(?: ([^]*))?$/.exec(text) ?? [];
    return code === undefined ? new CommandError(text, 'ERR') : new CommandError(message ?? '', code);
  }
}

/**
 * There is no connection, or it broke. `code` says what that means for the call:
 * FAILED: it was never sent. LOST: it was sent, and may have run. PROTOCOL: what came back was no RESP.
 * CLOSED: the client was closed.
 */
export class ConnectionError extends GedisError {}

/** The call's time was up. It may have run, or run still. */
export class TimeoutError extends GedisError {
  constructor(message) {
    super(message, 'TIMEOUT');
  }
}

/** The call's signal was aborted; `cause` is its reason. The call may have run, or run still. */
export class AbortError extends GedisError {
  constructor(cause) {
    super('the call was aborted', 'ABORTED', cause);
  }
}

/** What was asked of this package can't be done: an argument of a wrong type, a command that is not for `call`. */
export class UsageError extends GedisError {
  constructor(message) {
    super(message, 'USAGE');
  }
}
