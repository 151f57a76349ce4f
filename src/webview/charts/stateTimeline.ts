import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { statusTitle } from '../../model/statusText.ts';
import { h, setAttribute, setChildren, setText } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import { statusIcon } from '../statusLook.ts';
import { formatMoment } from '../time.ts';
import { drawStatusStrip } from './statusStrip.ts';
import { pixelSpans, type Span, statusAt } from './spans.ts';
import type { Stage } from './stage.ts';

/** One row: a name, what it was over time, a number of now beside it, and a sentence about now below. */
export interface TimelineRow {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly remark: string;
  readonly spans: () => readonly Span[];
}

export interface TimelineOptions {
  readonly stage: Stage;
  readonly label: string;
  readonly window: () => readonly [fromMs: number, toMs: number];
}

/** States over time, a row each, with the shared cursor through all of them. */
export class StateTimeline implements Disposable {
  readonly element: HTMLElement;
  readonly #options: TimelineOptions;
  readonly #store = new DisposableStore();
  readonly #rows: KeyedList<TimelineRow>;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.element = h('ul', { class: 'timeline', 'aria-label': options.label });
    this.#rows = this.#store.own(new KeyedList<TimelineRow>(this.element, (row) => new RowView(row, options)));
  }

  update(rows: readonly TimelineRow[]): void {
    this.#rows.update(rows, (row) => row.key);
  }

  /** Draws the rows anew with the data as they are now. */
  draw(): void {
    for (const view of this.#rows.views) if (view instanceof RowView) view.invalidate();
  }

  /** The rows as a table: each stretch of time with its state. */
  table(rows: readonly TimelineRow[]): HTMLElement {
    return timelineTable(rows, this.#options);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

class RowView implements View<TimelineRow>, Disposable {
  readonly element: HTMLElement;
  readonly #options: TimelineOptions;
  readonly #store = new DisposableStore();
  readonly #label = h('span', { class: 'timeline-label' });
  readonly #canvas = h('canvas', { class: 'timeline-canvas', 'aria-hidden': 'true' });
  readonly #cursor = h('span', { class: 'timeline-cursor', 'aria-hidden': 'true' });
  readonly #strip: HTMLElement;
  readonly #now = h('span', { class: 'timeline-now' });
  readonly #detail = h('span', { class: 'timeline-detail' });
  readonly #remark = h('span', { class: 'timeline-remark' });
  #row: TimelineRow;
  #spans: readonly Span[] = [];
  #size = { widthPx: 0, heightPx: 0 };
  #visible = false;

  constructor(row: TimelineRow, options: TimelineOptions) {
    this.#row = row;
    this.#options = options;
    const { stage } = options;
    this.#strip = h(
      'span',
      {
        class: 'timeline-strip',
        onpointermove: (event: PointerEvent) => this.#onPointer(event),
        onpointerleave: () => (stage.cursorMs = undefined),
      },
      this.#canvas,
      this.#cursor,
    );
    this.element = h('li', { class: 'timeline-row' }, this.#label, this.#strip, this.#now, this.#detail, this.#remark);
    const watcher = {
      onVisible: (visible: boolean): void => {
        this.#visible = visible;
        this.invalidate();
      },
      onResize: (widthPx: number, heightPx: number): void => {
        this.#size = { widthPx, heightPx };
        this.invalidate();
      },
    };
    this.#store.own(stage.watch(this.#strip, watcher));
    this.#store.own(stage.onCursor(() => this.#visible && stage.frames.request(this.#showCursor)));
    this.#store.own(stage.onRedraw(() => this.invalidate()));
  }

  update(row: TimelineRow): void {
    this.#row = row;
    setText(this.#label, row.label);
    setAttribute(this.#label, 'title', row.label);
    setText(this.#detail, row.detail);
    setText(this.#remark, row.remark);
    this.#remark.hidden = row.remark === '';
    this.invalidate();
  }

  invalidate(): void {
    if (this.#visible) this.#options.stage.frames.request(this.#draw);
  }

  dispose(): void {
    this.#options.stage.frames.cancel(this.#draw);
    this.#options.stage.frames.cancel(this.#showCursor);
    this.#store.dispose();
  }

  readonly #draw = (): void => {
    const { stage, window } = this.#options;
    const [fromMs, toMs] = window();
    this.#spans = this.#row.spans();
    const ratio = devicePixelRatio;
    const width = Math.round(this.#size.widthPx * ratio);
    const height = Math.round(this.#size.heightPx * ratio);
    if (width === 0 || height === 0) return;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#canvas.getContext('2d');
    if (context !== null) {
      drawStatusStrip(context, pixelSpans(this.#spans, fromMs, toMs, width), { width, height, ratio }, stage.theme);
    }
    this.#showCursor();
  };

  readonly #showCursor = (): void => {
    const { stage, window } = this.#options;
    const [fromMs, toMs] = window();
    const { cursorMs } = stage;
    const inRange = cursorMs !== undefined && cursorMs >= fromMs && cursorMs <= toMs;
    this.#cursor.hidden = !inRange;
    if (inRange) {
      const x = ((cursorMs - fromMs) / (toMs - fromMs)) * this.#size.widthPx;
      this.#cursor.style.transform = `translateX(${Math.round(x)}px)`;
    }
    const status = inRange ? statusAt(this.#spans, cursorMs) : this.#spans.at(-1)?.status;
    const word = status === undefined ? t('No data') : statusTitle(status);
    if (this.#now.dataset['word'] === word) return;
    this.#now.dataset['word'] = word;
    const text = document.createTextNode(word);
    setChildren(this.#now, status === undefined ? [text] : [statusIcon(status), text]);
  };

  #onPointer(event: PointerEvent): void {
    const { stage, window } = this.#options;
    const [fromMs, toMs] = window();
    const { left, width } = this.#strip.getBoundingClientRect();
    stage.cursorMs = fromMs + ((event.clientX - left) / width) * (toMs - fromMs);
  }
}

const MAX_SPANS_A_ROW = 20;

function timelineTable(rows: readonly TimelineRow[], { label, window }: TimelineOptions): HTMLElement {
  const [, toMs] = window();
  const head = [t('Check'), t('Status'), t('From'), t('To')].map((title) => h('th', { scope: 'col' }, title));
  const body = rows.flatMap((row) =>
    row
      .spans()
      .slice(-MAX_SPANS_A_ROW)
      .reverse()
      .map(({ status, fromMs, toMs: endMs }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, row.label),
          h('td', {}, statusTitle(status)),
          h('td', {}, formatMoment(fromMs, toMs)),
          h('td', {}, formatMoment(endMs, toMs)),
        ),
      ),
  );
  return h(
    'table',
    {},
    h('caption', {}, t('{0}, newest first, local time', label)),
    h('thead', {}, h('tr', {}, ...head)),
    h('tbody', {}, ...body),
  );
}
