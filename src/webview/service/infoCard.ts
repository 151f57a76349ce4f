import type { FamilyChart } from '../charts/families.ts';
import { h, setChildren } from '../dom.ts';
import type { View } from '../keyedList.ts';
import { onceBy } from '../onceBy.ts';

/** Labels that say where a series comes from, not what it tells. */
const ORIGIN: ReadonlySet<string> = new Set(['__name__', 'job', 'instance', 'probe']);

/** A family of series that are always 1, such as `build_info`: what it tells are its labels. */
export class InfoCard implements View<FamilyChart> {
  readonly element: HTMLElement;
  readonly #lists = h('div', {});
  readonly #once = onceBy();

  constructor({ name, help }: FamilyChart) {
    const title = h('h3', { title: help === '' ? name : `${name}: ${help}` }, name);
    this.element = h('div', { class: 'info-card' }, title, this.#lists);
  }

  update({ lines }: FamilyChart): void {
    const all = lines.map(({ labels }) => Object.entries(labels).filter(([name]) => !ORIGIN.has(name)));
    this.#once(all, () =>
      setChildren(
        this.#lists,
        all.map((labels) =>
          h('dl', {}, ...labels.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
        ),
      ),
    );
  }
}
