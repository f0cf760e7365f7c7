import { size } from './readable.js';

// What a reply's strings are as text: they are bytes here.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The most bytes that are written as digits. */
const most = 65_536;

/** Text, where the bytes are some that a person can read. */
export function decode(bytes) {
  try {
    const text = utf8.decode(bytes);
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Text, or hexadecimal digits. */
export function readable(bytes) {
  return decode(bytes) ?? hex(bytes);
}

export function hex(bytes) {
  const digits = [...bytes.subarray(0, most)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > most ? `${digits} … (${size(bytes.length)})` : digits;
}

/** What a copy of a reply is: text as it is, all else as JSON. */
export function copyable(value) {
  const text = value instanceof Uint8Array ? readable(value) : value;
  return typeof text === 'string' ? text : JSON.stringify(plain(text), null, 2);
}

/** A key or a word of a reply, as text. */
export function text(value) {
  return value instanceof Uint8Array ? readable(value) : String(value);
}

function plain(value) {
  if (value instanceof Uint8Array) return readable(value);
  if (value instanceof Error) return { error: `${value.code} ${value.message}` };
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [text(key), plain(item)]));
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint' || Number.isNaN(value) || Math.abs(value) === Infinity) return String(value);
  return value;
}
