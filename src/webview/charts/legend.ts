import { h, setChildren, setText } from '../dom.ts';
import { lineLook, type Theme } from './theme.ts';

/** The names of a chart's lines with their strokes and values. A single line without a name shows its value only. */
export class Legend {
  readonly element = h('ul', { class: 'legend' });
  #values: HTMLElement[] = [];
  #shape = '';

  /** `mode` single: one line that the chart's title names. */
  update(lines: readonly { readonly label: string }[], theme: Theme, mode: string): void {
    const shape = JSON.stringify([lines.map((line) => line.label), theme, mode]);
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#values = lines.map(() => h('span', { class: 'legend-value' }));
    setChildren(
      this.element,
      lines.map((line, i) => {
        const value = this.#values[i];
        return mode === 'single'
          ? h('li', { class: 'legend-single' }, value)
          : h('li', {}, stroke(theme, i), h('span', { class: 'legend-name', title: line.label }, line.label), value);
      }),
    );
  }

  showValues(texts: readonly string[]): void {
    texts.forEach((text, i) => {
      const value = this.#values[i];
      if (value !== undefined) setText(value, text);
    });
  }
}

/** A line's stroke as it is in the chart. */
function stroke(theme: Theme, index: number): HTMLElement {
  const { colour, dash } = lineLook(theme, index);
  const element = h('span', { class: 'legend-stroke', 'aria-hidden': 'true' });
  element.style.borderTopColor = colour;
  element.style.borderTopStyle = dash.length === 0 ? 'solid' : (dash[0] ?? 0) > 3 ? 'dashed' : 'dotted';
  return element;
}
