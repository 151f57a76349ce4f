import { t } from '../../base/l10n.ts';
import type { QueryTab } from '../../protocol/queryPanel.ts';
import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';
import { h } from '../dom.ts';
import { formatElapsed } from '../time.ts';
import { ChoiceField, MomentField } from './fields.ts';
import { type QueryState, REFRESHES_MS, STEPS_MS } from './queryState.ts';

/** What the user changed. */
export type SettingsChange = Partial<Pick<QueryState, 'range' | 'stepMs' | 'refreshMs' | 'atMs'>>;

/** When a query is evaluated: range and step of the chart, moment of the table, and how often it is run anew. */
export class QuerySettings {
  readonly element: HTMLElement;
  readonly #range: ChoiceField<RangeName>;
  readonly #step: ChoiceField<QueryState['stepMs']>;
  readonly #moment: MomentField;

  constructor(state: QueryState, now: () => number, onChange: (change: SettingsChange) => void) {
    const ranges = (Object.keys(RANGES_MS) as RangeName[]).map((range) => [range, range] as const);
    this.#range = new ChoiceField(t('Range'), ranges, (range) => onChange({ range }));
    this.#step = new ChoiceField(
      t('Step'),
      STEPS_MS.map((stepMs) => [stepMs, stepMs === 0 ? t('auto') : formatElapsed(stepMs)] as const),
      (stepMs) => onChange({ stepMs }),
    );
    this.#moment = new MomentField(now, (atMs) => onChange({ atMs }));
    const refresh = new ChoiceField(
      t('Refresh'),
      REFRESHES_MS.map(
        (refreshMs) => [refreshMs, refreshMs === 0 ? t('off') : t('every {0}', formatElapsed(refreshMs))] as const,
      ),
      (refreshMs) => onChange({ refreshMs }),
    );
    this.#range.value = state.range;
    this.#step.value = state.stepMs;
    this.#moment.value = state.atMs;
    refresh.value = state.refreshMs;
    this.element = h(
      'div',
      { class: 'q-settings' },
      this.#range.element,
      this.#step.element,
      this.#moment.element,
      refresh.element,
    );
  }

  /** Shows the fields that matter to a tab. */
  showFor(tab: QueryTab): void {
    const isChart = tab === 'chart';
    this.#range.element.hidden = !isChart;
    this.#step.element.hidden = !isChart;
    this.#moment.name = isChart ? t('End') : t('Time');
  }
}
