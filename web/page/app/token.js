// A token of the server's stands in for the password when the page is reloaded. It holds for some hours, for this tab alone,
// and ends when the user signs out.

const key = 'gedis-token';
const prefix = 'gedis-sign-in-';

/** Asks for a token in place of a password, and keeps it as long as the tab is open. */
export async function keepToken({ user, password }) {
  if (password.startsWith(prefix)) return; // it is one
  try {
    const answer = await fetch('session', { method: 'POST', headers: { Authorization: basic(user, password) } });
    if (!answer.ok) return;
    const { token, seconds } = await answer.json();
    sessionStorage.setItem(key, JSON.stringify({ user, token, end: Date.now() + seconds * 1000 }));
  } catch {
    // Without one, the next reload asks for the password.
  }
}

/** What was kept, as credentials; undefined where there is nothing, or its time is over. */
export function keptCredentials() {
  const kept = read();
  return kept === undefined || kept.end < Date.now() ? undefined : { user: kept.user, password: kept.token };
}

/** Ends the token, here and at the server. */
export async function withdrawToken() {
  const kept = read();
  forgetToken();
  if (kept === undefined) return;
  const headers = { Authorization: basic(kept.user, kept.token) };
  await fetch('session', { method: 'DELETE', headers, keepalive: true }).catch(() => {});
}

/** Forgets a token that holds no more. */
export function forgetToken() {
  sessionStorage.removeItem(key);
}

/** A user and a password as the header `Authorization`. */
export function basic(user, password) {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? undefined;
  } catch {
    return undefined;
  }
}
