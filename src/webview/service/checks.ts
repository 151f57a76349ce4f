import { t } from '../../base/l10n.ts';
import type { SeriesData } from '../../model/series.ts';
import { severity } from '../../model/status.ts';
import { StateTimeline, type TimelineRow } from '../charts/stateTimeline.ts';
import { statusSpans } from '../charts/spans.ts';
import { button, h, setText } from '../dom.ts';
import { formatMs } from '../time.ts';
import type { PageContext, Section } from './pageContext.ts';
import type { ViewStore } from './viewStore.ts';

/** The series that hold the status of each check. */
export const CHECK_METRIC = 'health_check_status';

/** More rows than this are asked for. */
const FEW_ROWS = 12;

/** What each named part of the service was over time. */
export class Checks implements Section {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #timeline: StateTimeline;
  readonly #table = h('div', { class: 'series-table', tabindex: 0, role: 'region', 'aria-label': t('Table: checks') });
  readonly #toggle: HTMLButtonElement;
  readonly #more: HTMLButtonElement;
  #rows: readonly TimelineRow[] = [];
  #all = false;
  #asTable = false;

  constructor(context: PageContext) {
    this.#context = context;
    this.#timeline = new StateTimeline({ stage: context.stage, label: t('Checks over time'), window: context.window });
    this.#toggle = h(
      'button',
      {
        type: 'button',
        class: 'button button-quiet',
        'aria-pressed': 'false',
        'aria-label': t('Table of the checks'),
        onclick: () => {
          this.#asTable = !this.#asTable;
          this.#show();
        },
      },
      t('Table'),
    );
    this.#more = button('', {
      class: 'button-quiet',
      onclick: () => {
        this.#all = !this.#all;
        this.#show();
      },
    });
    this.element = h(
      'section',
      { class: 'section', 'aria-labelledby': 'checks' },
      h('div', { class: 'section-head' }, h('h2', { id: 'checks' }, t('Checks')), this.#toggle),
      this.#timeline.element,
      this.#table,
      this.#more,
    );
  }

  update(store: ViewStore): void {
    this.#rows = checkRows(store, () => this.#context.window()[1]);
    this.element.hidden = this.#rows.length === 0;
    this.#show();
  }

  draw(): void {
    this.#timeline.draw();
  }

  #show(): void {
    this.#timeline.element.hidden = this.#asTable;
    this.#table.hidden = !this.#asTable;
    this.#toggle.setAttribute('aria-pressed', String(this.#asTable));
    this.#more.hidden = this.#asTable || this.#rows.length <= FEW_ROWS;
    const text = this.#all ? t('Show fewer checks') : t('Show all {0} checks', this.#rows.length);
    const span = this.#more.querySelector('.button-text');
    if (span !== null) setText(span, text);
    if (this.#asTable) this.#table.replaceChildren(this.#timeline.table(this.#rows));
    else this.#timeline.update(this.#all ? this.#rows : this.#rows.slice(0, FEW_ROWS));
  }
}

/** A row for each check that is there now or was in the range; the worst ones first, else by name. */
export function checkRows(store: Pick<ViewStore, 'service' | 'series'>, untilMs: () => number): TimelineRow[] {
  const { service } = store;
  const series = new Map<string, SeriesData>();
  for (const one of store.series) {
    if (one.labels['__name__'] === CHECK_METRIC) series.set(keyOf(one.labels['probe'], one.labels['check']), one);
  }
  const several = service.probes.filter((probe) => probe.checks.length > 0).length > 1;
  const rows: (TimelineRow & { readonly rank: number })[] = [];
  for (const probe of service.probes) {
    for (const check of probe.checks) {
      const key = keyOf(probe.name, check.name);
      const history = series.get(key) ?? series.get(keyOf(undefined, check.name));
      series.delete(key);
      rows.push({
        key,
        label: several ? `${probe.name}: ${check.name}` : check.name,
        detail: typeof check.latencyMs === 'number' ? formatMs(check.latencyMs) : '',
        remark: check.status === 'up' ? '' : (check.message ?? ''),
        rank: severity(check.status),
        spans: () =>
          history === undefined
            ? [{ fromMs: check.sinceMs, toMs: untilMs(), status: check.status }]
            : statusSpans(history, untilMs()),
      });
    }
  }
  for (const [key, history] of series) {
    const { probe = '', check = '' } = history.labels;
    if (rows.some((row) => row.key === key)) continue;
    const label = several ? `${probe}: ${check}` : check;
    rows.push({
      key,
      label,
      detail: '',
      remark: t('Not seen any more'),
      rank: -1,
      spans: () => statusSpans(history, untilMs()),
    });
  }
  return rows.sort((a, b) => b.rank - a.rank || a.label.localeCompare(b.label, 'en', { numeric: true }));
}

function keyOf(probe: string | undefined, check: string | undefined): string {
  return JSON.stringify([probe ?? '', check ?? '']);
}
