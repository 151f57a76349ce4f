import { t } from '../../base/l10n.ts';
import { ChartCard } from '../charts/chartCard.ts';
import type { Columns } from '../charts/columns.ts';
import { lineLabels } from '../charts/lineLabels.ts';
import { h } from '../dom.ts';
import type { PageContext, Section } from './pageContext.ts';
import { PhaseBar } from './phaseBar.ts';
import type { ViewStore } from './viewStore.ts';

/** The series that hold how long each probe's runs took. */
export const DURATION_METRIC = 'probe_duration_seconds';

/** How long the probes take: over time by probe with failed runs marked, and the last run by phase. */
export class Latency implements Section {
  readonly element: HTMLElement;
  readonly #card: ChartCard;
  readonly #phases = new PhaseBar();
  #store: ViewStore | undefined;

  constructor(context: PageContext) {
    this.#card = new ChartCard(this.#content(), {
      stage: context.stage,
      heightPx: 180,
      window: context.window,
      announce: context.announce,
      events: context.events,
    });
    const head = h('h2', { id: 'latency' }, t('Latency'));
    this.element = h('section', { class: 'section', 'aria-labelledby': 'latency' }, head, this.#card.element);
    this.element.append(this.#phases.element);
  }

  update(store: ViewStore): void {
    this.#store = store;
    this.#card.update(this.#content());
    this.#phases.update(store.service);
  }

  draw(): void {
    this.#card.draw();
  }

  #content() {
    const failures = (): number[] =>
      (this.#store?.heartbeats ?? []).filter((beat) => beat.status === 'down').map((beat) => beat.atMs);
    return {
      title: t('Probe duration'),
      subtitle: '',
      help: t('How long each run of a probe took'),
      unit: 'seconds' as const,
      lines: this.#lines(),
      fromZero: true,
      mayBeLog: true,
      marksMs: failures,
      note: failures().length > 0 ? t('A cross marks a run after which the service was down.') : '',
    };
  }

  #lines(): { readonly id: string; readonly label: string; readonly columns: () => Columns }[] {
    const series = [...(this.#store?.series ?? [])].filter((one) => one.labels['__name__'] === DURATION_METRIC);
    if (series.length === 0) return [{ id: 'runs', label: '', columns: () => this.#beatColumns() }];
    const labels = lineLabels(series.map((one) => one.labels));
    return series.map((one, i) => ({ id: one.id, label: labels[i] ?? '', columns: () => one }));
  }

  /** Without stored durations, those of the runs. */
  #beatColumns(): Columns {
    const beats = this.#store?.heartbeats ?? [];
    return {
      timestampsMs: beats.map((beat) => beat.atMs),
      values: beats.map((beat) => ((beat.durationMs as number | null) ?? NaN) / 1000),
    };
  }
}
