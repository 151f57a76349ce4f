import uPlot from 'uplot';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import { h, setAttribute, setText } from '../dom.ts';
import { formatMoment, formatValue } from '../time.ts';
import { type Aligned, alignLines } from './align.ts';
import { summariseLine } from './chooseLines.ts';
import type { Columns } from './columns.ts';
import { Legend } from './legend.ts';
import { type ChartEvents, lineChartOptions } from './lineChartOptions.ts';
import type { Stage } from './stage.ts';
import { extentOf, fitsLog, linearRange, logRange } from './yScale.ts';

/** What a line chart shows. */
export interface LineChartData {
  readonly lines: readonly { readonly label: string; readonly columns: Columns }[];
  readonly unit: Unit;
  readonly fromMs: number;
  readonly toMs: number;
  /** The value axis begins at zero where nothing is below it: rates and durations. */
  readonly fromZero?: boolean;
  /** The value axis may become logarithmic where the values ask for it. */
  readonly mayBeLog?: boolean;
  /** Moments of failed runs, marked at the top. */
  readonly marksMs?: readonly number[];
  /** What happened beside the numbers, drawn behind them. */
  readonly events?: ChartEvents;
}

export interface LineChartOptions {
  readonly stage: Stage;
  /** What the chart is of, for screen readers; asked for at each drawing. */
  readonly label: () => string;
  readonly heightPx: number;
  /** Asked for at each drawing, so that nothing is computed for a chart out of view. */
  readonly data: () => LineChartData;
  /** Told whether the value axis is logarithmic, after it changed. */
  readonly onScale?: (log: boolean) => void;
  /** Says a value in words to screen readers, when the cursor was moved by keys. */
  readonly announce?: (text: string) => void;
}

/** Lines over time with a legend that says the values at the shared cursor. Drawn only while in view. */
export class LineChart implements Disposable {
  readonly element: HTMLElement;
  readonly #options: LineChartOptions;
  readonly #store = new DisposableStore();
  readonly #plotElement: HTMLElement;
  readonly #timeLabel = h('span', { class: 'cursor-time', 'aria-hidden': 'true' });
  readonly #empty = h('span', { class: 'plot-empty', hidden: true }, t('No samples in this range'));
  readonly #legend = new Legend();
  #plot: uPlot | undefined;
  #shape = '';
  #data: LineChartData | undefined;
  #aligned: Aligned = { timestampsMs: [], lines: [] };
  #yRange: [number, number] = [0, 1];
  #log = false;
  #widthPx = 0;
  #visible = false;
  #hovered = false;

  constructor(options: LineChartOptions) {
    this.#options = options;
    const { stage } = options;
    this.#plotElement = h('div', {
      class: 'plot',
      tabindex: 0,
      role: 'img',
      'aria-label': options.label(),
      onkeydown: (event: KeyboardEvent) => this.#onKey(event),
      onmouseenter: () => (this.#hovered = true),
      onmouseleave: () => {
        this.#hovered = false;
        stage.cursorMs = undefined;
      },
      onblur: () => (stage.cursorMs = undefined),
    });
    this.#plotElement.style.height = `${options.heightPx}px`;
    this.#plotElement.append(this.#timeLabel);
    this.#plotElement.append(this.#empty);
    this.element = h('div', { class: 'line-chart' }, this.#plotElement, this.#legend.element);
    this.#store.own(
      stage.watch(this.#plotElement, {
        onVisible: (visible) => this.#setVisible(visible),
        onResize: (widthPx) => {
          this.#widthPx = widthPx;
          this.invalidate();
        },
      }),
    );
    this.#store.own(stage.onCursor(() => this.#visible && stage.frames.request(this.#showCursor)));
    this.#store.own(
      stage.onRedraw(() => {
        this.#shape = '';
        this.invalidate();
      }),
    );
  }

  /** The legend, for a page that wants it elsewhere. */
  get legendElement(): HTMLElement {
    return this.#legend.element;
  }

  /** Draws anew in the next frame, if it is in view; else when it comes into view. */
  invalidate(): void {
    if (this.#visible) this.#options.stage.frames.request(this.#draw);
  }

  dispose(): void {
    this.#options.stage.frames.cancel(this.#draw);
    this.#options.stage.frames.cancel(this.#showCursor);
    this.#store.dispose();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) return this.invalidate();
    // A canvas out of view costs memory only; it is soon made again.
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#shape = '';
  }

  readonly #draw = (): void => {
    const widthPx = this.#widthPx;
    if (!this.#visible || widthPx < 40) return;
    const data = this.#options.data();
    this.#data = data;
    this.#aligned = alignLines(data.lines.map((line) => line.columns));
    this.#chooseScale(data);
    const values = [this.#aligned.timestampsMs, ...this.#aligned.lines] as unknown as uPlot.AlignedData;
    const shape = JSON.stringify([data.lines.length, data.unit, this.#log]);
    if (this.#plot === undefined || shape !== this.#shape) {
      this.#shape = shape;
      this.#plot?.destroy();
      this.#plot = this.#create(data, widthPx, values);
    } else {
      if (this.#plot.width !== widthPx) this.#plot.setSize({ width: widthPx, height: this.#options.heightPx });
      this.#plot.setData(values);
    }
    this.#empty.hidden = extentOf(this.#aligned.lines) !== undefined;
    this.#legend.update(data.lines, this.#options.stage.theme, this.#summaryLabel(data));
    this.#describe(data);
    this.#showCursor();
  };

  #create(data: LineChartData, widthPx: number, values: uPlot.AlignedData): uPlot {
    const options = lineChartOptions({
      lineCount: data.lines.length,
      unit: data.unit,
      log: this.#log,
      theme: this.#options.stage.theme,
      widthPx,
      heightPx: this.#options.heightPx,
      xRange: () => [this.#data?.fromMs ?? 0, this.#data?.toMs ?? 1],
      yRange: () => this.#yRange,
      marksMs: () => this.#data?.marksMs ?? [],
      events: () => this.#data?.events ?? NO_EVENTS,
      onCursor: (plot) => this.#onPointer(plot),
      onReady: () => this.#showCursor(),
    });
    return new uPlot(options, values, this.#plotElement);
  }

  #chooseScale(data: LineChartData): void {
    const { lines } = this.#aligned;
    const log = data.mayBeLog === true && fitsLog(lines, this.#log);
    if (log !== this.#log) {
      this.#log = log;
      this.#options.onScale?.(log);
    }
    const extent = extentOf(lines);
    this.#yRange = log ? logRange(extent) : linearRange(extent, data.unit, data.fromZero === true);
  }

  #onPointer(plot: uPlot): void {
    if (!this.#hovered) return;
    const { left, idx } = plot.cursor;
    const timeMs = left === undefined || left < 0 || idx === null || idx === undefined ? undefined : plot.data[0][idx];
    this.#options.stage.cursorMs = timeMs ?? undefined;
  }

  readonly #showCursor = (): void => {
    const plot = this.#plot;
    const data = this.#data;
    if (plot === undefined || data === undefined) return;
    const { cursorMs } = this.#options.stage;
    const inRange = cursorMs !== undefined && cursorMs >= data.fromMs && cursorMs <= data.toMs;
    const left = inRange ? plot.valToPos(cursorMs, 'x') : -10;
    plot.setCursor({ left, top: inRange ? 0 : -10 }, false);
    const at = inRange ? nearest(this.#aligned.timestampsMs, cursorMs) : undefined;
    this.#legend.showValues(
      this.#aligned.lines.map((line, i) => {
        const value = at === undefined ? lastValue(data.lines[i]?.columns) : valueNear(line, at);
        return formatValue(value, data.unit);
      }),
    );
    const showTime = inRange && (this.#hovered || this.#plotElement === document.activeElement);
    setText(this.#timeLabel, showTime ? formatMoment(cursorMs, data.toMs) : '');
    if (showTime) {
      const x = left + plot.bbox.left / uPlot.pxRatio;
      const half = this.#timeLabel.offsetWidth / 2;
      const clamped = Math.max(0, Math.min(plot.width - 2 * half, x - half));
      this.#timeLabel.style.transform = `translateX(${clamped}px)`;
    }
  };

  #onKey(event: KeyboardEvent): void {
    const { stage, announce } = this.#options;
    const times = this.#aligned.timestampsMs;
    if (times.length === 0 || this.#data === undefined) return;
    const now = stage.cursorMs === undefined ? times.length : nearest(times, stage.cursorMs);
    const target = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: times.length - 1, Escape: -1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    stage.cursorMs = event.key === 'Escape' ? undefined : times[Math.max(0, Math.min(times.length - 1, target))];
    if (stage.cursorMs === undefined) return;
    const { unit, lines, toMs } = this.#data;
    const at = nearest(times, stage.cursorMs);
    const said = this.#aligned.lines.map((line, i) =>
      `${lines[i]?.label ?? ''} ${formatValue(valueNear(line, at), unit)}`.trim(),
    );
    announce?.(`${formatMoment(stage.cursorMs, toMs)}: ${said.join(', ')}`);
  }

  #summaryLabel(data: LineChartData): string {
    return data.lines.length > 1 || data.lines[0]?.label !== '' ? 'shown' : 'single';
  }

  #describe(data: LineChartData): void {
    const parts = data.lines.map(({ label, columns }) => {
      const { last, min, max, samples } = summariseLine(columns);
      const name = label === '' ? '' : `${label}: `;
      if (samples === 0) return name + t('no values');
      const [l, from, to] = [last, min, max].map((value) => formatValue(value, data.unit));
      return name + t('last {0}, from {1} to {2}', l ?? '', from ?? '', to ?? '');
    });
    const text = t(
      '{0}, {1} to {2}. {3}. Arrow keys move along it.',
      this.#options.label(),
      formatMoment(data.fromMs, data.toMs),
      formatMoment(data.toMs, data.toMs),
      parts.join('. '),
    );
    setAttribute(this.#plotElement, 'aria-label', text);
  }
}

const NO_EVENTS: ChartEvents = { timesMs: [] };

/** The index of the moment that is nearest to `timeMs`. */
function nearest(timesMs: readonly number[], timeMs: number): number {
  let low = 0;
  let high = timesMs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  const before = timesMs[low - 1];
  return before !== undefined && timeMs - before < (timesMs[low] ?? Infinity) - timeMs ? low - 1 : low;
}

/** The value at `index`, or where the line has no sample of its own there, the one before. */
function valueNear(line: readonly (number | null | undefined)[], index: number): number {
  for (let i = index; i >= 0; i--) {
    const value = line[i];
    if (value !== undefined) return value ?? NaN;
  }
  return NaN;
}

function lastValue(columns: Columns | undefined): number {
  return columns === undefined ? NaN : (columns.values[columns.values.length - 1] ?? NaN);
}
