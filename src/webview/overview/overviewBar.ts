import { t } from '../../base/l10n.ts';
import { STATUSES, type Status } from '../../model/status.ts';
import { statusWord, statusTitle } from '../../model/statusText.ts';
import { UPTIME_RANGES_MS, type UptimeRange } from '../../model/uptime.ts';
import { h, icon, setText } from '../dom.ts';
import { statusIcon } from '../statusLook.ts';
import { uptimeRangeTitle } from '../uptimeText.ts';
import {
  DENSITIES,
  type Density,
  GROUPINGS,
  type Grouping,
  oneOf,
  type OverviewState,
  type Sorting,
  SORTINGS,
} from './overviewState.ts';

const groupWords = (): Readonly<Record<Grouping, string>> => ({
  none: t('Not grouped'),
  group: t('By group'),
  environment: t('By environment'),
  status: t('By status'),
});
const sortWords = (): Readonly<Record<Sorting, string>> => ({
  health: t('Worst first'),
  name: t('By name'),
  uptime: t('Least uptime first'),
  changed: t('Latest change first'),
});
const densityWords = (): Readonly<Record<Density, string>> => ({
  auto: t('Automatic'),
  cards: t('Cards'),
  tiles: t('Tiles'),
});

/** What is shown of the services, and how. */
export class OverviewBar {
  readonly element: HTMLElement;
  readonly #counts = new Map<Status, HTMLElement>();

  constructor(state: OverviewState, onChange: (change: Partial<OverviewState>) => void) {
    const ranges = h('fieldset', { class: 'ranges' }, h('legend', { class: 'visually-hidden' }, t('Time range')));
    for (const range of Object.keys(UPTIME_RANGES_MS) as UptimeRange[]) {
      const words = uptimeRangeTitle(range);
      const input = h('input', {
        type: 'radio',
        name: 'range',
        value: range,
        'aria-label': words,
        onchange: () => onChange({ range }),
      });
      input.checked = range === state.range;
      ranges.append(h('label', { title: words }, input, h('span', {}, range)));
    }
    const filter = h('input', {
      type: 'search',
      class: 'filter-input',
      placeholder: t('Filter by name, group, environment'),
      'aria-label': t('Filter by name, group, environment'),
      oninput: () => onChange({ text: filter.value }),
    });
    filter.value = state.text;
    const select = <T extends string>(
      label: string,
      words: Readonly<Record<T, string>>,
      values: readonly T[],
      value: T,
      choose: (value: T) => void,
    ): HTMLElement => {
      const element = h('select', {
        class: 'select',
        'aria-label': label,
        title: label,
        onchange: () => choose(oneOf(values, element.value) ?? value),
      });
      for (const one of values) element.append(h('option', { value: one }, words[one]));
      element.value = value;
      return element;
    };
    this.element = h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': t('Services') },
      ranges,
      this.#statuses(state.statuses, (statuses) => onChange({ statuses })),
      select(t('Group'), groupWords(), GROUPINGS, state.group, (group) => onChange({ group })),
      select(t('Sort'), sortWords(), SORTINGS, state.sort, (sort) => onChange({ sort })),
      select(t('Size'), densityWords(), DENSITIES, state.density, (density) => onChange({ density })),
      h('div', { class: 'filter' }, icon('search'), filter),
    );
  }

  /** How many services there are in each status, whether shown or not. */
  showCounts(counts: Readonly<Record<Status, number>>): void {
    for (const [status, element] of this.#counts) setText(element, counts[status].toLocaleString('en'));
  }

  #statuses(chosen: readonly Status[], onChange: (statuses: readonly Status[]) => void): HTMLElement {
    const pressed = new Set(chosen);
    const group = h('div', { class: 'statuses', role: 'group', 'aria-label': t('Only services that are') });
    for (const status of [...STATUSES].reverse()) {
      const count = h('span', { class: 'button-text' });
      this.#counts.set(status, count);
      const button = h(
        'button',
        {
          type: 'button',
          class: 'button',
          title: t('Only {0}', statusWord(status)),
          'aria-pressed': String(pressed.has(status)),
          onclick: () => {
            if (!pressed.delete(status)) pressed.add(status);
            button.setAttribute('aria-pressed', String(pressed.has(status)));
            onChange([...pressed]);
          },
        },
        statusIcon(status),
        h('span', { class: 'visually-hidden' }, statusTitle(status)),
        count,
      );
      group.append(button);
    }
    return group;
  }
}
