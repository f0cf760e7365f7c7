import { element } from './dom.js';

// Numbers and times as people read them.

const units = [['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const whole = new Intl.DateTimeFormat(undefined, {
  weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

/** A moment such as `3 minutes ago`, or `in 2 days`. */
export function ago(milliseconds, now = Date.now()) {
  const seconds = (milliseconds - now) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return Math.abs(seconds) < 5 ? 'now' : relative.format(Math.trunc(seconds / size), unit);
}

/** A date and a time of day, as this place has it. */
export function moment(milliseconds) {
  return whole.format(milliseconds);
}

/** A moment as an element: how long ago it was, with its date and time where one looks for them. */
export function timeElement(milliseconds) {
  return element('time', { datetime: new Date(milliseconds).toISOString(), title: moment(milliseconds) }, ago(milliseconds));
}

/** A time of day, with its thousandths where one looks for them. */
export function clockElement(milliseconds) {
  const date = new Date(milliseconds);
  return element('time', { class: 'number', datetime: date.toISOString(), title: date.toISOString() }, date.toLocaleTimeString());
}

/** A length of time: `850 µs`, `3.2 ms`, `1.5 s`, `4 min`, `2 h`, `9 days`. */
export function duration(microseconds) {
  for (const [size, unit] of [[86_400e6, 'days'], [3600e6, 'h'], [60e6, 'min'], [1e6, 's'], [1e3, 'ms']]) {
    if (microseconds >= size) return `${rounded(microseconds / size)} ${unit}`;
  }
  return `${rounded(microseconds)} µs`;
}

/** So many bytes: `12 bytes`, `3.4 kB`, `20 MB`. */
export function size(bytes) {
  for (const [unit, name] of [[1 << 30, 'GB'], [1 << 20, 'MB'], [1 << 10, 'kB']]) {
    if (bytes >= unit) return `${rounded(bytes / unit)} ${name}`;
  }
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}

/** A number with its thousands apart. */
export function count(number) {
  return number.toLocaleString(undefined, { maximumFractionDigits: number < 10 ? 1 : 0 });
}

/** A number and what it counts, as in `1 command` and `2 commands`. */
export function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function rounded(number) {
  return number.toLocaleString(undefined, { maximumFractionDigits: number < 10 ? 1 : 0 });
}
