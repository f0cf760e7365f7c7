// JSON with all the digits of its numbers: those beyond what JavaScript counts exactly are big integers.

export function parseJSON(text) {
  return JSON.parse(text, (key, value, context) => (
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context.source) : value));
}

export function writeJSON(value, indent) {
  return JSON.stringify(value, (key, value) => (
    typeof value === 'bigint' ? JSON.rawJSON?.(String(value)) ?? Number(value) : value), indent);
}

export function toBase64(value) {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
