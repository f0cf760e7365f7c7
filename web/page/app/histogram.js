import { element, shape } from './dom.js';
import { count, duration } from './readable.js';

const height = 64;
const width = 20;

/** Bars for how many calls took how long; `steps` have the calls that took at most `limit` microseconds, and more than the one before. */
export function histogram(steps) {
  const filled = steps.map(({ calls }) => calls > 0);
  const shown = steps.slice(filled.indexOf(true), filled.lastIndexOf(true) + 1);
  const total = shown.reduce((sum, { calls }) => sum + calls, 0);
  const top = Math.max(...shown.map(({ calls }) => calls));
  const bars = shown.map(({ limit, calls }, index) => {
    const tall = calls === 0 ? 0 : Math.max(1.5, (calls / top) * height);
    const bar = shape('rect', { x: index * width + 1, y: height - tall, width: width - 2, height: tall, rx: 1.5 });
    bar.append(shape('title', {}, `at most ${duration(limit)}: ${count(calls)} of ${count(total)}`));
    return bar;
  });
  const label = `How long calls took: ${shown.map(({ limit, calls }) => `${count(calls)} at most ${duration(limit)}`).join(', ')}`;
  const plot = shape('svg', {
    class: 'histogram', viewBox: `0 0 ${Math.max(shown.length, 8) * width} ${height}`, role: 'img', 'aria-label': label,
    preserveAspectRatio: 'none',
  }, ...bars);
  const middle = quantile(shown, total, 0.5);
  const late = quantile(shown, total, 0.99);
  return element('figure', {}, plot, element('figcaption', { class: 'faint small number' },
    `half within ${duration(middle)}, 99 % within ${duration(late)}, all within ${duration(shown.at(-1).limit)}`));
}

/** The limit that a share of the calls kept. */
export function quantile(steps, total, share) {
  let sum = 0;
  for (const { limit, calls } of steps) {
    sum += calls;
    if (sum >= total * share) return limit;
  }
  return steps.at(-1)?.limit ?? 0;
}
