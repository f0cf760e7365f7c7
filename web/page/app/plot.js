const svg = 'http://www.w3.org/2000/svg';

/** How many values a plot shows. */
export const width = 60;

/** A small plot of the latest values, with nothing where a value is missing. */
export class Plot {
  #line = path('line');
  #area = path('area');
  node = document.createElementNS(svg, 'svg');

  constructor() {
    this.node.setAttribute('class', 'plot');
    this.node.setAttribute('viewBox', `0 0 ${width - 1} 20`);
    this.node.setAttribute('preserveAspectRatio', 'none');
    this.node.setAttribute('aria-hidden', 'true');
    this.node.append(this.#area, this.#line);
  }

  /** Draws the values; where `isBad`, those above zero are bad news. */
  draw(values, isBad) {
    this.node.classList.toggle('bad', isBad && values.some((value) => value > 0));
    const top = Math.max(1e-9, ...values.filter((value) => value !== undefined)) * 1.1;
    const first = width - values.length;
    let line = '';
    let area = '';
    let begin;
    for (let index = 0; index <= values.length; index++) {
      const value = values[index];
      const x = first + index;
      if (value !== undefined) {
        const point = `${x} ${(19.5 - (value / top) * 19).toFixed(2)}`;
        line += begin === undefined ? `M${point}h.5` : `L${point}`; // a value alone is a dot
        area += begin === undefined ? `M${x} 20L${point}` : `L${point}`;
        begin ??= x;
      } else if (begin !== undefined) {
        area += `L${x - 1} 20Z`;
        begin = undefined;
      }
    }
    this.#line.setAttribute('d', line);
    this.#area.setAttribute('d', area);
  }
}

function path(name) {
  const made = document.createElementNS(svg, 'path');
  made.setAttribute('class', name);
  return made;
}
