/** How long to wait before the next attempt: longer each time, and by chance, so that clients don't come all at once. */
export function backoff(attempt, { min, max }) {
  const most = Math.min(max, min * 2 ** Math.min(attempt, 30));
  return most / 2 + Math.random() * (most / 2);
}
