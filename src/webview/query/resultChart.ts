import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import type { QueryResult } from '../../protocol/query.ts';
import { ChartCard, type ChartCardContent } from '../charts/chartCard.ts';
import { MAX_LINES } from '../charts/chooseLines.ts';
import { lineLabels } from '../charts/lineLabels.ts';
import type { Stage } from '../charts/stage.ts';
import { button, h, setText } from '../dom.ts';
import { seriesText } from './resultText.ts';

export interface ResultChartOptions {
  readonly stage: Stage;
  readonly announce: (text: string) => void;
}

type RangeResult = Extract<QueryResult, { kind: 'range' }>;
const EMPTY: ChartCardContent = { title: '', subtitle: '', help: '', unit: 'none', lines: [] };

/** The result of a range query as a chart: the greatest ten series, or all of them. */
export class ResultChart implements Disposable {
  readonly element: HTMLElement;
  readonly #store = new DisposableStore();
  readonly #card: ChartCard;
  readonly #more: HTMLButtonElement;
  #shown: { readonly text: string; readonly result: RangeResult; readonly unit: Unit } | undefined;
  #all = false;

  constructor({ stage, announce }: ResultChartOptions) {
    this.#card = this.#store.own(
      new ChartCard(EMPTY, { stage, announce, heightPx: 320, level: 2, window: () => this.#window() }),
    );
    this.#more = button('', {
      class: 'button-quiet',
      onclick: () => {
        this.#all = !this.#all;
        this.#show();
      },
    });
    this.element = h('div', { class: 'q-chart' }, this.#card.element, this.#more);
  }

  update(text: string, result: RangeResult, unit: Unit): void {
    this.#shown = { text, result, unit };
    this.#show();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #window(): readonly [number, number] {
    if (this.#shown === undefined) return [0, 1];
    const { fromMs, stepMs, steps } = this.#shown.result;
    return [fromMs, fromMs + stepMs * Math.max(1, steps - 1)];
  }

  #show(): void {
    if (this.#shown === undefined) return;
    const { text, result, unit } = this.#shown;
    const { labels, values, steps, fromMs, stepMs } = result;
    const timestampsMs = Float64Array.from({ length: steps }, (_, step) => fromMs + step * stepMs);
    const [only] = labels;
    const names = labels.length === 1 && only !== undefined ? [seriesText(only)] : lineLabels(labels);
    const lines = labels.map((set, row) => {
      const columns = { timestampsMs, values: values.subarray(row * steps, (row + 1) * steps) };
      return { id: seriesText(set), label: names[row] ?? '', columns: () => columns };
    });
    const oneLine = text.replace(/\s+/g, ' ').trim();
    this.#card.update({
      title: oneLine,
      subtitle: '',
      help: '',
      unit,
      lines,
      ...(this.#all && { maxLines: lines.length }),
    });
    this.#more.hidden = labels.length <= MAX_LINES;
    const words = this.#all ? t('Draw the greatest {0} only', MAX_LINES) : t('Draw all {0} series', labels.length);
    const span = this.#more.querySelector('.button-text');
    if (span !== null) setText(span, words);
  }
}
