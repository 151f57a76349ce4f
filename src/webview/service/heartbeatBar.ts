import { t } from '../../base/l10n.ts';
import type { Heartbeat } from '../../model/state.ts';
import { statusTitle } from '../../model/statusText.ts';
import { type BeatCell, mergeBeats } from '../charts/beats.ts';
import { barAfterKey } from '../barKeys.ts';
import { h, setAttribute, setText } from '../dom.ts';

import { formatClock, formatMoment, formatMs } from '../time.ts';
import type { PageContext, Section } from './pageContext.ts';
import type { ViewStore } from './viewStore.ts';

/** A cell and the space beside it. */
const CELL_PX = 7;

/** The service's runs in a row. One stop for the keyboard: arrows move along it, and what a cell is stands below. */
export class HeartbeatBar implements Section {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #bar: HTMLElement;
  readonly #detail = h('p', { class: 'beats-detail' });
  #beats: readonly Heartbeat[] = [];
  #cells: readonly BeatCell[] = [];
  #rangeMs = 1;
  #widthPx = 0;
  /** The cell that is pointed at; undefined while none is. */
  #at: number | undefined;

  constructor(context: PageContext) {
    this.#context = context;
    this.#bar = h('div', {
      class: 'beats',
      role: 'slider',
      tabindex: 0,
      'aria-label': t('Runs over time'),
      'aria-valuemin': 0,
      onpointermove: (event: PointerEvent) => this.#onPointer(event),
      onpointerleave: () => this.#lead(undefined),
      onfocus: () => this.#lead(this.#cells.length - 1),
      onblur: () => this.#lead(undefined),
      onkeydown: (event: KeyboardEvent) => this.#onKey(event),
    });
    this.element = h('section', { class: 'section beats-section', 'aria-label': t('Runs') }, this.#bar, this.#detail);
    context.stage.watch(this.#bar, {
      onVisible: () => this.draw(),
      onResize: (widthPx) => {
        this.#widthPx = widthPx;
        this.draw();
      },
    });
    context.stage.onCursor((cursorMs) => this.#markCursor(cursorMs));
  }

  update({ heartbeats, rangeMs }: ViewStore): void {
    this.#beats = heartbeats;
    this.#rangeMs = rangeMs;
    this.draw();
  }

  draw(): void {
    this.#context.stage.frames.request(this.#draw);
  }

  readonly #draw = (): void => {
    const [fromMs, toMs] = this.#context.window();
    const shown = this.#beats.filter((beat) => beat.atMs >= fromMs && beat.atMs <= toMs);
    const maxCells = Math.max(10, Math.floor(this.#widthPx / CELL_PX));
    const pointed = this.#at === undefined ? undefined : this.#cells[this.#at]?.fromMs;
    this.#cells = mergeBeats(shown, maxCells, this.#rangeMs);
    while (this.#bar.childElementCount > this.#cells.length) this.#bar.lastElementChild?.remove();
    while (this.#bar.childElementCount < this.#cells.length) this.#bar.append(h('span', {}));
    this.#cells.forEach((cell, i) => {
      const element = this.#bar.children[i];
      if (element !== undefined) setAttribute(element, 'class', `beat beat-${cell.worst?.status ?? 'none'}`);
    });
    setAttribute(this.#bar, 'aria-valuemax', Math.max(0, this.#cells.length - 1));
    // What is pointed at stays the same run while new ones push the cells along.
    const again = pointed === undefined ? -1 : this.#cells.findIndex((cell) => cell.fromMs === pointed);
    this.#pointAt(again < 0 ? undefined : again);
    this.#markCursor(this.#context.stage.cursorMs);
  };

  /** The user points at a cell: the charts' cursor goes to its run. */
  #lead(at: number | undefined): void {
    this.#pointAt(at);
    const cell = at === undefined ? undefined : this.#cells[at];
    this.#context.stage.cursorMs = cell?.worst?.atMs ?? cell?.fromMs;
  }

  #pointAt(at: number | undefined): void {
    const known = at !== undefined && at >= 0 && at < this.#cells.length;
    this.#at = known ? at : undefined;
    [...this.#bar.children].forEach((element, i) => element.classList.toggle('beat-current', i === this.#at));
    const cell = this.#at === undefined ? undefined : this.#cells[this.#at];
    const text = cell === undefined ? this.#summary() : describe(cell, this.#context.window()[1]);
    setText(this.#detail, text);
    setAttribute(this.#bar, 'aria-valuenow', this.#at ?? Math.max(0, this.#cells.length - 1));
    setAttribute(this.#bar, 'aria-valuetext', text);
  }

  #summary(): string {
    const runs = this.#cells.reduce((total, cell) => total + cell.runs, 0);
    if (runs === 0) return t('No runs in this range');
    const [fromMs, toMs] = this.#context.window();
    const counted = this.#beats.filter(({ atMs, status }) => atMs >= fromMs && atMs <= toMs && status !== 'paused');
    const good = counted.filter((beat) => beat.status === 'up').length;
    // Of runs that came merged only the worst are known; the uptime below says the share.
    const isMerged = counted.some((beat) => beat.runs !== undefined);
    const parts = [
      runs === 1 ? t('1 run') : t('{0} runs', runs),
      counted.length === 0 || isMerged ? '' : t('{0} up', percent(good / counted.length)),
      this.#cells.some((cell) => cell.runs > 1) ? t('a cell is the worst of its runs') : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  }

  #markCursor(cursorMs: number | undefined): void {
    const at = cursorMs === undefined ? -1 : nearestCell(this.#cells, cursorMs);
    [...this.#bar.children].forEach((element, i) => element.classList.toggle('beat-cursor', i === at));
  }

  #onPointer(event: PointerEvent): void {
    const index = [...this.#bar.children].findIndex((cell) => event.clientX < cell.getBoundingClientRect().right + 2);
    this.#lead(index < 0 ? undefined : index);
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#cells.length - 1;
    const target = barAfterKey(event.key, this.#at ?? last, last);
    if (target === undefined) return;
    event.preventDefault();
    this.#lead(target);
  }
}

function describe(cell: BeatCell, nowMs: number): string {
  const { worst, runs } = cell;
  const when = t('{0} to {1}', formatMoment(cell.fromMs, nowMs), formatClock(cell.toMs));
  if (worst === undefined) return t('{0}: no run', when);
  const word = statusTitle(worst.status);
  if (runs === 1) {
    const why = worst.reason === '' ? '' : `: ${worst.reason}`;
    return `${formatMoment(worst.atMs, nowMs)}, ${word}, ${formatMs(worst.durationMs)}${why}`;
  }
  const why = worst.reason === '' ? '' : `, ${formatMoment(worst.atMs, nowMs)}: ${worst.reason}`;
  return `${when}, ${t('{0} runs', runs)}, ${t('worst: {0}', word)}, ${formatMs(worst.durationMs)}${why}`;
}

function nearestCell(cells: readonly BeatCell[], timeMs: number): number {
  let best = -1;
  let distance = Infinity;
  cells.forEach((cell, i) => {
    const away = timeMs < cell.fromMs ? cell.fromMs - timeMs : Math.max(0, timeMs - cell.toMs);
    if (away < distance) {
      best = i;
      distance = away;
    }
  });
  return best;
}

/** Never rounds up to 100 %: one failure in a thousand runs must show. */
function percent(ratio: number): string {
  return ratio === 1 ? '100 %' : `${Math.floor(ratio * 1000) / 10} %`;
}
