import { t } from '../../base/l10n.ts';
import { h, setAttribute } from '../dom.ts';
import type { RowStore } from './rowStore.ts';
import { type RowLook, rowView } from './rowView.ts';
import { ROW_HEIGHT, RowWindow } from './rowWindow.ts';

export interface LogListOptions {
  readonly rows: RowStore;
  /** The user wants to see all of a record; with the keyboard he goes there. */
  readonly open: (row: number, goesThere: boolean) => void;
  readonly followChanged: (follows: boolean) => void;
}

/** The rows that are seen, of any number of them. Follows the end until the user scrolls away from it. */
export class LogList {
  readonly element: HTMLElement;
  readonly #options: LogListOptions;
  readonly #window = new RowWindow();
  readonly #content = h('div', { class: 'log-content' });
  readonly #visible = h('div', { class: 'log-visible' });
  #generation = -1;
  #look: RowLook = { sources: [], columns: [], text: '' };
  #selected: number | undefined;
  #follows = true;
  #planned: number | undefined;
  /** The generation of the rows that are in the document. */
  #drawn = -1;
  /** The scroll bar, or the content by touch, is held. */
  #held = false;
  /** Where we put the scroll bar ourselves. */
  #ownScroll = 0;

  constructor(options: LogListOptions) {
    this.#options = options;
    this.element = h(
      'div',
      {
        class: 'log-list',
        role: 'listbox',
        'aria-label': t('Log records'),
        tabindex: '0',
        onscroll: () => this.#scrolled(),
        onpointerdown: (event: PointerEvent) =>
          (this.#held = event.target === this.element || event.pointerType === 'touch'),
        onpointermove: (event: PointerEvent) => (this.#held &&= event.buttons > 0),
        onpointerup: () => (this.#held = false),
        onkeydown: (event: KeyboardEvent) => this.#key(event),
        onclick: (event: MouseEvent) => this.#click(event),
      },
      this.#content,
    );
    this.#content.append(this.#visible);
    // Not passive: with millions of rows the bar moves by many rows a pixel, and the wheel must not.
    this.element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.draw()).observe(this.element);
    options.followChanged(true);
  }

  setState(generation: number, total: number, sources: readonly string[]): void {
    if (generation !== this.#generation) {
      // Rows have other numbers: the same distance from the end is the best guess where the user was.
      const fromEnd = this.#window.maxTop - this.#window.top;
      this.#window.total = total;
      if (!this.#follows) this.#window.moveTo(this.#window.maxTop - fromEnd);
      this.#selected = undefined;
    }
    this.#generation = generation;
    this.#look = { ...this.#look, sources };
    this.#window.total = total;
    if (this.#follows) this.#window.moveToEnd();
    this.draw();
  }

  setLook(look: Partial<RowLook>): void {
    this.#look = { ...this.#look, ...look };
    this.draw();
  }

  /** The row to look on from, after it (1) or before it (-1): the chosen one, else what is seen. */
  from(step: number): number {
    const first = Math.floor(this.#window.top);
    return this.#selected ?? (step < 0 ? first + this.#window.visibleRows + 1 : first - 1);
  }

  /** Chooses a row and brings it into the middle, where it is not seen. */
  show(row: number): void {
    this.#selected = row;
    this.#setFollows(false);
    const { top, visibleRows } = this.#window;
    if (row < top || row > top + visibleRows - 1) this.#window.moveTo(row - Math.floor(visibleRows / 2));
    this.draw();
  }

  follow(): void {
    this.#setFollows(true);
    this.#window.moveToEnd();
    this.draw();
  }

  /** Draws with the next frame. */
  draw(): void {
    this.#planned ??= requestAnimationFrame(() => this.drawNow());
  }

  /** Draws at once: what is seen first waits for no frame. */
  drawNow(): void {
    if (this.#planned !== undefined) cancelAnimationFrame(this.#planned);
    this.#planned = undefined;
    this.#draw();
  }

  #draw(): void {
    const { element } = this;
    this.#window.heightPixels = element.clientHeight;
    if (this.#follows) this.#window.moveToEnd();
    else this.#window.moveTo(this.#window.top);
    const first = Math.floor(this.#window.top);
    const last = Math.min(this.#window.total - 1, first + this.#window.visibleRows + 1);
    this.#options.rows.want(first - this.#window.visibleRows, last + this.#window.visibleRows);
    this.#content.style.height = `${this.#window.contentPixels}px`;
    this.#ownScroll = Math.round(this.#window.scrollPixels);
    if (Math.round(element.scrollTop) !== this.#ownScroll) element.scrollTop = this.#ownScroll;
    this.#ownScroll = Math.round(element.scrollTop);
    this.#visible.style.transform = `translateY(${element.scrollTop - (this.#window.top - first) * ROW_HEIGHT}px)`;
    const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => this.#options.rows.get(first + i));
    // Rows of other numbers stay until the first of the new ones is there: nothing flickers.
    if (this.#isOld && wanted.length > 0 && wanted.every((row) => row === undefined)) return;
    this.#drawn = this.#generation;
    this.#visible.replaceChildren(
      ...wanted.map((row, i) =>
        rowView(row, first + i, { isSelected: first + i === this.#selected, total: this.#window.total }, this.#look),
      ),
    );
    const isSeen = this.#selected !== undefined && this.#selected >= first && this.#selected <= last;
    setAttribute(element, 'aria-activedescendant', isSeen ? `row-${this.#selected}` : undefined);
  }

  #scrolled(): void {
    const at = Math.round(this.element.scrollTop);
    if (Math.abs(at - this.#ownScroll) <= 1) return;
    this.#ownScroll = at;
    // A view that is made larger, or rows that go, move the bar as well: that is nobody's wish to stop following.
    if (this.#follows && !this.#held) {
      this.draw();
      return;
    }
    this.#window.moveToScroll(this.element.scrollTop);
    this.#moved();
  }

  #wheel(event: WheelEvent): void {
    if (event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    const rows =
      event.deltaMode === 0
        ? event.deltaY / ROW_HEIGHT
        : event.deltaMode === 1
          ? event.deltaY * 3
          : event.deltaY * this.#window.visibleRows;
    this.#window.moveTo(this.#window.top + rows);
    this.#moved();
  }

  #moved(): void {
    this.#setFollows(this.#window.isAtEnd);
    this.draw();
  }

  #key(event: KeyboardEvent): void {
    const page = this.#window.visibleRows;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if ((event.key === 'Enter' || event.key === ' ') && this.#selected !== undefined) {
      event.preventDefault();
      this.#options.open(this.#selected, true);
    }
    if (step === undefined) return;
    event.preventDefault();
    const from = this.#selected ?? Math.floor(this.#window.top) + (step < 0 ? page : 0);
    this.#select(Math.min(Math.max(0, from + step), this.#window.total - 1));
  }

  #select(row: number): void {
    this.#selected = row;
    if (row < this.#window.top) this.#window.moveTo(row);
    else if (row > this.#window.top + this.#window.visibleRows - 1)
      this.#window.moveTo(row - this.#window.visibleRows + 1);
    this.#setFollows(row >= this.#window.total - 1);
    this.draw();
  }

  #click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (row === null || this.#isOld) return;
    const i = Number(row.getAttribute('data-row'));
    this.#select(i);
    this.#options.open(i, false);
  }

  /** The rows that are in the document have other numbers now. */
  get #isOld(): boolean {
    return this.#drawn !== this.#generation;
  }

  #setFollows(follows: boolean): void {
    if (follows === this.#follows) return;
    this.#follows = follows;
    this.#options.followChanged(follows);
  }
}
