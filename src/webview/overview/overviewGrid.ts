import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { STATUSES, type Status } from '../../model/status.ts';
import type { StatusBar } from '../../model/uptime.ts';
import type { OverviewService } from '../../protocol/overview.ts';
import type { Stage } from '../charts/stage.ts';
import { h, icon, setAttribute, setText } from '../dom.ts';
import { STATUS_ICONS } from '../statusLook.ts';
import { countStatuses, countText, type Section } from './arrange.ts';
import { type CellPen, drawCard, drawHeading, drawRing, drawTile, type StatusGlyphs } from './drawCells.ts';
import {
  type CellPlace,
  type CellSize,
  type GridLayout,
  layOut,
  placeAt,
  placeByKey,
  placeOf,
  rowsBetween,
  serviceAt,
} from './gridLayout.ts';

export interface OverviewGridOptions {
  readonly stage: Stage;
  readonly barOf: (serviceId: string) => StatusBar | undefined;
  /** What is said of a service to screen readers. */
  readonly describe: (service: OverviewService) => string;
  /** The services of which cards are in sight; none while there are only tiles. */
  readonly onInSight: (serviceIds: readonly string[]) => void;
  /** The service that is pointed at, or has the keyboard. */
  readonly onCurrent: (service: OverviewService | undefined) => void;
  readonly onOpen: (serviceId: string) => void;
  readonly onScroll: (scrollY: number) => void;
}

const UNKNOWN_PX = 600;

/**
 * Thousands of cells in one canvas, as large as what is in sight: it costs the same however many there are. To the
 * keyboard and to screen readers it is a grid with one cell at a time, the current one.
 */
export class OverviewGrid implements Disposable {
  readonly element: HTMLElement;
  readonly #options: OverviewGridOptions;
  readonly #store = new DisposableStore();
  readonly #canvas = h('canvas', { class: 'grid-canvas', 'aria-hidden': 'true' });
  readonly #space = h('div', { class: 'grid-space', 'aria-hidden': 'true' });
  readonly #row = h('div', { role: 'row' });
  readonly #cell = h('div', { role: 'gridcell', id: 'current-cell' });
  readonly #cuts = new Map<string, string>();
  #glyphs: StatusGlyphs | undefined;
  #sections: readonly Section[] = [];
  #size: CellSize;
  #widthPx = UNKNOWN_PX;
  #heightPx = UNKNOWN_PX;
  #layout: GridLayout;
  /** The service that the keyboard is on: by its id, since cells come and go. */
  #currentId: string | undefined;
  #hovered: CellPlace | undefined;
  #focused = false;

  constructor(size: CellSize, options: OverviewGridOptions) {
    this.#size = size;
    this.#options = options;
    this.#layout = layOut([], size, UNKNOWN_PX);
    this.#row.append(this.#cell);
    const holder = h('div', { class: 'visually-hidden', role: 'rowgroup' }, this.#row);
    this.element = h('div', {
      class: 'grid',
      role: 'grid',
      tabindex: 0,
      'aria-label': t('Services'),
      onscroll: () => {
        this.draw();
        options.onScroll(this.element.scrollTop);
      },
      onkeydown: (event: KeyboardEvent) => this.#onKey(event),
      onfocus: () => this.#onFocus(true),
      onblur: () => this.#onFocus(false),
      onpointermove: (event: PointerEvent) => this.#onPointer(event),
      onpointerleave: () => this.#hover(undefined),
      onclick: (event: MouseEvent) => this.#onClick(event),
    });
    this.element.append(this.#canvas, this.#space, holder);
    const { stage } = options;
    this.#store.own(
      stage.watch(this.element, {
        onVisible: () => this.draw(),
        onResize: (widthPx, heightPx) => {
          this.#widthPx = widthPx;
          this.#heightPx = heightPx;
          this.#arrange();
        },
      }),
    );
    this.#store.own(stage.onRedraw(() => this.draw()));
    void this.#loadGlyphs();
  }

  /** Shows these, as cells of that size. */
  show(sections: readonly Section[], size: CellSize): void {
    this.#sections = sections;
    this.#size = size;
    this.#arrange();
  }

  scrollTo(scrollY: number): void {
    this.element.scrollTop = scrollY;
  }

  draw(): void {
    this.#options.stage.frames.request(this.#draw);
  }

  dispose(): void {
    this.#options.stage.frames.cancel(this.#draw);
    this.#store.dispose();
  }

  #arrange(): void {
    this.#layout = layOut(this.#sections, this.#size, this.#widthPx);
    this.#space.style.height = `${this.#layout.heightPx}px`;
    const count = this.#layout.rows.length;
    setAttribute(this.element, 'aria-rowcount', count);
    setAttribute(this.element, 'aria-colcount', this.#layout.columns);
    this.#hovered = undefined;
    this.#tell();
    this.draw();
  }

  readonly #draw = (): void => {
    const context = this.#canvas.getContext('2d');
    const glyphs = this.#glyphs;
    if (context === null || glyphs === undefined) return;
    const { stage, onInSight } = this.#options;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.#widthPx * ratio), Math.round(this.#heightPx * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#canvas.style.width = `${this.#widthPx}px`;
      this.#canvas.style.height = `${this.#heightPx}px`;
      this.#canvas.style.marginBottom = `-${this.#heightPx}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#widthPx, this.#heightPx);
    const fontFamily = stage.theme.font.replace(/^\S+ /, '');
    onInSight(this.#drawRows({ context, theme: stage.theme, glyphs, fontFamily, cuts: this.#cuts }));
  };

  /** Draws what is in sight; gives the services that have cards. */
  #drawRows(pen: CellPen): string[] {
    const layout = this.#layout;
    const { cellPx, size } = layout;
    const topPx = this.element.scrollTop;
    const [from, to] = rowsBetween(layout, topPx, topPx + this.#heightPx);
    const inSight: string[] = [];
    const hovered = serviceAt(layout, this.#hovered)?.id;
    for (const row of layout.rows.slice(from, to)) {
      const y = row.topPx - topPx;
      if (row.kind === 'heading') {
        const { title, services } = row.section;
        const counts = countText(countStatuses(services));
        drawHeading(pen, title === '' ? t('Other') : title, counts, { x: 0, y, width: this.#widthPx, height: 0 });
        continue;
      }
      row.services.forEach((service, column) => {
        const box = { x: column * (cellPx + size.gapPx), y, width: cellPx, height: size.heightPx };
        if (size.kind === 'tiles') drawTile(pen, service.status, box);
        else {
          drawCard(pen, service, this.#options.barOf(service.id), box);
          inSight.push(service.id);
        }
        const isCurrent = this.#focused && service.id === this.#currentId;
        if (isCurrent || service.id === hovered) drawRing(pen, box, isCurrent);
      });
    }
    return inSight;
  }

  #onFocus(focused: boolean): void {
    this.#focused = focused;
    if (focused && this.#place() === undefined) this.#currentId = this.#firstService()?.id;
    this.#tell();
    this.draw();
  }

  #onKey(event: KeyboardEvent): void {
    const place = this.#place();
    if (place === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (this.#currentId !== undefined) this.#options.onOpen(this.#currentId);
      return;
    }
    const pageRows = Math.max(1, Math.floor(this.#heightPx / (this.#size.heightPx + this.#size.gapPx)) - 1);
    const target = placeByKey(this.#layout, place, event.key, event.ctrlKey || event.metaKey, pageRows);
    if (target === undefined) return;
    event.preventDefault();
    this.#currentId = serviceAt(this.#layout, target)?.id;
    this.#scrollIntoView(target);
    this.#tell();
    this.draw();
  }

  #scrollIntoView({ row }: CellPlace): void {
    const there = this.#layout.rows[row];
    if (there === undefined) return;
    // With its heading, where the row is the first below one.
    const heading = this.#layout.rows[row - 1];
    const topPx = heading?.kind === 'heading' ? heading.topPx : there.topPx;
    const bottomPx = there.topPx + this.#size.heightPx + this.#size.gapPx;
    if (topPx < this.element.scrollTop) this.element.scrollTop = topPx;
    else if (bottomPx > this.element.scrollTop + this.#heightPx) this.element.scrollTop = bottomPx - this.#heightPx;
  }

  #onPointer(event: PointerEvent): void {
    const { left, top } = this.element.getBoundingClientRect();
    const y = event.clientY - top + this.element.scrollTop;
    this.#hover(placeAt(this.#layout, event.clientX - left, y));
  }

  #hover(place: CellPlace | undefined): void {
    if (place?.row === this.#hovered?.row && place?.column === this.#hovered?.column) return;
    this.#hovered = place;
    this.element.classList.toggle('grid-pointing', place !== undefined);
    this.#tell();
    this.draw();
  }

  #onClick(event: MouseEvent): void {
    const { left, top } = this.element.getBoundingClientRect();
    const place = placeAt(this.#layout, event.clientX - left, event.clientY - top + this.element.scrollTop);
    const service = serviceAt(this.#layout, place);
    if (service === undefined) return;
    this.#currentId = service.id;
    this.#options.onOpen(service.id);
  }

  /** Says which cell is the current one. */
  #tell(): void {
    const place = this.#place();
    const current = serviceAt(this.#layout, place);
    setText(this.#cell, current === undefined ? t('No service') : this.#options.describe(current));
    setAttribute(this.#row, 'aria-rowindex', (place?.row ?? 0) + 1);
    setAttribute(this.#cell, 'aria-colindex', (place?.column ?? 0) + 1);
    setAttribute(this.element, 'aria-activedescendant', this.#focused ? this.#cell.id : undefined);
    this.#options.onCurrent(serviceAt(this.#layout, this.#hovered) ?? (this.#focused ? current : undefined));
  }

  #place(): CellPlace | undefined {
    return this.#currentId === undefined ? undefined : placeOf(this.#layout, this.#currentId);
  }

  #firstService(): OverviewService | undefined {
    return this.#sections.find(({ services }) => services.length > 0)?.services[0];
  }

  /** The icon font draws nothing until it is there. */
  async #loadGlyphs(): Promise<void> {
    const glyphs: Partial<Record<Status, string>> = {};
    const probe = h('span', { class: 'visually-hidden', 'aria-hidden': 'true' });
    // The grid itself may not be in the document yet, and then nothing has a style.
    document.body.append(probe);
    for (const status of STATUSES) {
      const one = icon(STATUS_ICONS[status]);
      probe.append(one);
      glyphs[status] = getComputedStyle(one, '::before').content.replaceAll(/^"|"$/g, '');
    }
    await document.fonts.load('14px codicon').catch(() => []);
    probe.remove();
    this.#glyphs = glyphs as StatusGlyphs;
    this.draw();
  }
}
