// Checks that run in Node and in a browser alike.

/** Requires that two values are the same, however deep. */
export function equal(found, expected) {
  if (describe(found) !== describe(expected)) throw new Error(`found ${describe(found)}, expected ${describe(expected)}`);
}

/** Requires that a promise is rejected with such an error. */
export async function rejects(promise, { name, code, message = /[^]*/ }) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    if (error.name === name && error.code === code && message.test(error.message)) return error;
    throw new Error(`rejected with ${error.name} ${error.code} '${error.message}', expected ${name} ${code} ${message}`);
  }
  throw new Error(`fulfilled with ${describe(value)}, expected ${name} ${code}`);
}

/** A value with the types that JSON would lose. */
function describe(value) {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return { bigint: String(part) };
    if (Object.is(part, -0)) return { number: '-0' };
    if (typeof part === 'number' && !Number.isFinite(part)) return { number: String(part) };
    if (part === undefined) return { undefined: true };
    if (part instanceof Uint8Array) return { bytes: [...part] };
    if (part instanceof Map) return { map: [...part] };
    if (part instanceof Set) return { set: [...part] };
    if (part instanceof Error) return { error: part.name, code: part.code, message: part.message };
    return part;
  });
}
