import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import { h, setAttribute, setText } from '../dom.ts';
import { chooseLines } from './chooseLines.ts';
import type { Columns } from './columns.ts';
import { LineChart } from './lineChart.ts';
import type { ChartEvents } from './lineChartOptions.ts';
import { SeriesTable } from './seriesTable.ts';
import type { Stage } from './stage.ts';

/** What a card shows: a chart under its name, with the table behind it. */
export interface ChartCardContent {
  readonly title: string;
  /** What the numbers are of the series, in a word or two below the title: `rate`. Their unit they carry themselves. */
  readonly subtitle: string;
  readonly help: string;
  readonly unit: Unit;
  readonly lines: readonly { readonly id: string; readonly label: string; readonly columns: () => Columns }[];
  readonly fromZero?: boolean;
  readonly mayBeLog?: boolean;
  readonly marksMs?: () => readonly number[];
  /** How many lines are drawn at most; as many as can be told apart unless told. */
  readonly maxLines?: number;
  /** Below the chart: what its marks mean. */
  readonly note?: string;
}

export interface ChartCardOptions {
  readonly stage: Stage;
  readonly heightPx: number;
  readonly window: () => readonly [fromMs: number, toMs: number];
  readonly announce: (text: string) => void;
  /** Of its heading, one below that of the part of the page that it stands in; 3 unless told. */
  readonly level?: 2 | 3;
  /** What happened beside the numbers, drawn behind them. */
  readonly events?: () => ChartEvents;
  /** Beside its title, behind the button for the table. */
  readonly actions?: readonly HTMLElement[];
}

/** A chart with its title, legend and a button that shows its numbers as a table instead. */
export class ChartCard implements Disposable {
  readonly element: HTMLElement;
  readonly #options: ChartCardOptions;
  readonly #store = new DisposableStore();
  readonly #title: HTMLElement;
  readonly #subtitle = h('span', { class: 'chart-subtitle' });
  /** The line below the title: what the numbers are, and for a single line its value. */
  readonly #second: HTMLElement;
  readonly #note = h('p', { class: 'chart-note' });
  readonly #toggle: HTMLButtonElement;
  readonly #chart: LineChart;
  readonly #body: HTMLElement;
  #table: SeriesTable | undefined;
  #content: ChartCardContent;
  #chosen: ChartCardContent['lines'] = [];
  #chosenKey = '';
  #log = false;

  constructor(content: ChartCardContent, options: ChartCardOptions) {
    this.#content = content;
    this.#options = options;
    this.#title = h(options.level === 2 ? 'h2' : 'h3', { class: 'chart-title' });
    this.#chart = this.#store.own(
      new LineChart({
        stage: options.stage,
        label: () => this.#content.title,
        heightPx: options.heightPx,
        announce: options.announce,
        onScale: (log) => {
          this.#log = log;
          this.#showTexts();
        },
        data: () => {
          const [fromMs, toMs] = options.window();
          const { unit, fromZero = false, mayBeLog = false, marksMs } = this.#content;
          const lines = this.#chosen.map(({ label, columns }) => ({ label, columns: columns() }));
          return {
            lines,
            unit,
            fromMs,
            toMs,
            fromZero,
            mayBeLog,
            marksMs: marksMs?.() ?? [],
            events: options.events?.() ?? { timesMs: [] },
          };
        },
      }),
    );
    this.#toggle = h(
      'button',
      { type: 'button', class: 'button button-quiet', 'aria-pressed': 'false', onclick: () => this.#toggleTable() },
      t('Table'),
    );
    this.#second = h('div', { class: 'chart-second' }, this.#subtitle);
    const head = h('div', { class: 'chart-head' }, this.#title, this.#toggle, ...(options.actions ?? []));
    this.#body = h('div', { class: 'chart-body' }, this.#chart.element);
    this.element = h('div', { class: 'chart-card' }, head, this.#second, this.#body, this.#note);
    this.update(content);
  }

  update(content: ChartCardContent): void {
    this.#content = content;
    const key = JSON.stringify([content.maxLines, content.lines.map((line) => line.id)]);
    // Chosen anew only when lines come or go: a line that leaves the first ten for a moment must not flicker.
    if (key !== this.#chosenKey) {
      this.#chosenKey = key;
      this.#chosen = chooseLines(content.lines, (line) => line.columns(), content.maxLines);
    } else {
      const byId = new Map(content.lines.map((line) => [line.id, line]));
      this.#chosen = this.#chosen.map((line) => byId.get(line.id) ?? line);
    }
    this.#showTexts();
    this.draw();
  }

  /** Draws the chart, or fills the table, with the data as they are now. */
  draw(): void {
    if (this.#table === undefined) this.#chart.invalidate();
    else this.#options.stage.frames.request(this.#fillTable);
  }

  dispose(): void {
    this.#options.stage.frames.cancel(this.#fillTable);
    this.#store.dispose();
  }

  #showTexts(): void {
    const { title, subtitle, help, lines, note = '' } = this.#content;
    const hidden = lines.length - this.#chosen.length;
    setText(this.#title, title);
    setAttribute(this.#title, 'title', help === '' ? title : `${title}: ${help}`);
    setText(this.#subtitle, [subtitle, this.#log ? t('log scale') : ''].filter((text) => text !== '').join(', '));
    const some = t(
      '{0} of {1} series drawn, the greatest on average. The table has all.',
      this.#chosen.length,
      lines.length,
    );
    setText(this.#note, [hidden > 0 ? some : '', note].filter((text) => text !== '').join(' '));
    this.#note.hidden = this.#note.textContent === '';
    setAttribute(this.#toggle, 'aria-label', t('Table of {0}', subtitle === '' ? title : `${title} ${subtitle}`));
    // One line needs no legend: its value stands under the title.
    const single = this.#chosen.length === 1 && this.#chosen[0]?.label === '';
    const legend = this.#chart.legendElement;
    if (single && legend.parentElement !== this.#second) this.#second.prepend(legend);
    if (!single && legend.parentElement !== this.#chart.element) this.#chart.element.append(legend);
  }

  #toggleTable(): void {
    this.#table = this.#table === undefined ? new SeriesTable() : undefined;
    this.#toggle.setAttribute('aria-pressed', String(this.#table !== undefined));
    this.#body.replaceChildren(this.#table?.element ?? this.#chart.element);
    this.draw();
  }

  readonly #fillTable = (): void => {
    const { title, subtitle, lines, unit } = this.#content;
    const chosen = new Set(this.#chosen.map((line) => line.id));
    const ordered = [...this.#chosen, ...lines.filter((line) => !chosen.has(line.id))];
    this.#table?.update({
      caption: `${title}${subtitle === '' ? '' : `, ${subtitle}`}`,
      unit,
      lines: ordered.map(({ label, columns }) => ({ label, columns: columns() })),
      sampledLines: this.#chosen.length,
      toMs: this.#options.window()[1],
    });
  };
}
