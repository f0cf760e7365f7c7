/** Makes an element: its properties (`class`, `on…`, attributes) and its children, text or elements. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of the page with an id. */
export function part(id) {
  return document.getElementById(id);
}

/** Puts text on the clipboard, and says on the button that it did. */
export async function copy(text, button) {
  const label = button.textContent;
  let isDone = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    isDone = copyBySelection(text); // the clipboard is for secure origins only
  }
  button.textContent = isDone ? 'Copied' : 'Not copied';
  setTimeout(() => { button.textContent = label; }, 1500);
}

function copyBySelection(text) {
  const area = element('textarea', { 'aria-hidden': 'true', class: 'skip' });
  const focused = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return isDone;
}

/** Has the browser save a file of text or bytes. */
export function save(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Makes an element of SVG. */
export function shape(name, properties = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(properties)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
