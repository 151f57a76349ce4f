import { handlingText } from '../../model/handlingText.ts';
import type { Status } from '../../model/status.ts';
import { formatUptime, type StatusBar, uptimeRatio } from '../../model/uptime.ts';
import type { OverviewService } from '../../protocol/overview.ts';
import { STATUS_HEIGHT } from '../charts/statusStrip.ts';
import type { Theme } from '../charts/theme.ts';

/** The characters of the icon font that stand for each status. */
export type StatusGlyphs = Readonly<Record<Status, string>>;

/** What cells are drawn with. */
export interface CellPen {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly glyphs: StatusGlyphs;
  readonly fontFamily: string;
  /** Texts cut to a width, so that each is measured once. */
  readonly cuts: Map<string, string>;
}

export interface CellBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const PADDING = 9;
const ICON_PX = 14;
const BAR_PX = 12;
/** So many cut texts are kept. */
const MAX_CUTS = 20_000;

/** A service as a card: status, name, uptime, where it belongs or why it fails, and its bar. */
export function drawCard(pen: CellPen, service: OverviewService, bar: StatusBar | undefined, box: CellBox): void {
  const { context, theme, glyphs, fontFamily } = pen;
  const { x, y, width, height } = box;
  const inner = width - 2 * PADDING;
  context.fillStyle = theme.background;
  context.strokeStyle = theme.highContrast ? theme.foreground : theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 4);
  context.fill();
  context.stroke();
  context.fillStyle = theme.status[service.status];
  context.font = `${ICON_PX}px codicon`;
  context.fillText(glyphs[service.status], x + PADDING, y + 22);
  const uptime = bar === undefined ? '' : formatUptime(uptimeRatio(bar));
  context.font = `12px ${fontFamily}`;
  context.fillStyle = theme.muted;
  const uptimePx = uptime === '' ? 0 : context.measureText(uptime).width + 8;
  if (uptime !== '') context.fillText(uptime, x + width - PADDING - uptimePx + 8, y + 20);
  context.fillStyle = theme.foreground;
  context.font = `600 13px ${fontFamily}`;
  context.fillText(cut(pen, service.name, inner - ICON_PX - 6 - uptimePx), x + PADDING + ICON_PX + 6, y + 20);
  context.font = `11px ${fontFamily}`;
  context.fillStyle = theme.muted;
  context.fillText(cut(pen, secondLine(service), inner), x + PADDING, y + 37);
  drawBar(pen, bar, { x: x + PADDING, y: y + height - BAR_PX - 7, width: inner, height: BAR_PX });
}

/** A service as a tile: what is worse is larger, and each status has a form of its own. */
export function drawTile({ context, theme }: CellPen, status: Status, { x, y, width, height }: CellBox): void {
  context.fillStyle = theme.status[status];
  context.strokeStyle = theme.status[status];
  context.lineWidth = 1.5;
  switch (status) {
    case 'up':
      context.fillRect(x + 2, y + 2, width - 4, height - 4);
      return;
    case 'degraded':
      context.beginPath();
      context.moveTo(x + width / 2, y + 0.5);
      context.lineTo(x + width - 0.5, y + height - 1);
      context.lineTo(x + 0.5, y + height - 1);
      context.closePath();
      context.fill();
      return;
    case 'down':
      context.fillRect(x, y, width, height);
      context.strokeStyle = theme.background;
      context.lineWidth = 1.75;
      context.beginPath();
      context.moveTo(x + 3, y + 3);
      context.lineTo(x + width - 3, y + height - 3);
      context.moveTo(x + width - 3, y + 3);
      context.lineTo(x + 3, y + height - 3);
      context.stroke();
      return;
    case 'unknown':
      context.strokeRect(x + 2.75, y + 2.75, width - 5.5, height - 5.5);
      return;
    case 'paused':
      context.fillRect(x + 3, y + 3, 2, height - 6);
      context.fillRect(x + width - 5, y + 3, 2, height - 6);
  }
}

/** The heading of a section, with what is in it. */
export function drawHeading(pen: CellPen, title: string, counts: string, box: CellBox): void {
  const { context, theme, fontFamily } = pen;
  context.font = `600 13px ${fontFamily}`;
  context.fillStyle = theme.foreground;
  const text = cut(pen, title, box.width * 0.6);
  context.fillText(text, box.x, box.y + 21);
  const left = context.measureText(text).width + 10;
  context.font = `12px ${fontFamily}`;
  context.fillStyle = theme.muted;
  context.fillText(cut(pen, counts, box.width - left), box.x + left, box.y + 21);
}

/** The line around the cell that has the keyboard, or that is pointed at. */
export function drawRing({ context, theme }: CellPen, { x, y, width, height }: CellBox, focused: boolean): void {
  context.strokeStyle = focused ? theme.focus : theme.muted;
  context.lineWidth = focused ? 2 : 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function drawBar({ context, theme }: CellPen, bar: StatusBar | undefined, box: CellBox): void {
  const bottom = box.y + box.height;
  context.fillStyle = theme.grid;
  context.fillRect(box.x, bottom - 1, box.width, 1);
  if (bar === undefined) return;
  const pitch = box.width / bar.cells.length;
  bar.cells.forEach((status, i) => {
    if (status === undefined) return;
    const height = Math.round(box.height * STATUS_HEIGHT[status]);
    context.fillStyle = theme.status[status];
    const left = Math.round(box.x + i * pitch);
    context.fillRect(left, bottom - height, Math.max(1, Math.round(box.x + (i + 1) * pitch) - left - 1), height);
  });
}

function secondLine({ status, reason, group, environment, handling }: OverviewService): string {
  const quiet = handling === undefined ? '' : handlingText(handling, Date.now());
  const isWell = status === 'up' || status === 'paused';
  return [quiet, ...(isWell ? [group, environment] : [reason])].filter((part) => part !== '').join(' · ');
}

/** `text` in the pen's font with an ellipsis where it is wider than `widthPx`. */
function cut({ context, cuts }: CellPen, text: string, widthPx: number): string {
  const key = `${context.font}\n${Math.floor(widthPx)}\n${text}`;
  const known = cuts.get(key);
  if (known !== undefined) return known;
  let result = text;
  if (context.measureText(text).width > widthPx) {
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (context.measureText(`${text.slice(0, middle)}…`).width <= widthPx) low = middle;
      else high = middle - 1;
    }
    result = low === 0 ? '' : `${text.slice(0, low).trimEnd()}…`;
  }
  if (cuts.size >= MAX_CUTS) cuts.clear();
  cuts.set(key, result);
  return result;
}
