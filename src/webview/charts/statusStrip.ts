import type { Status } from '../../model/status.ts';
import type { Theme } from './theme.ts';

/** How high a status stands in a strip, as a part of its height: the form says what the colour says. */
export const STATUS_HEIGHT = {
  up: 0.5,
  degraded: 0.75,
  down: 1,
  unknown: 0.3,
  paused: 0.15,
} as const satisfies Record<Status, number>;

interface Size {
  readonly width: number;
  readonly height: number;
  /** Device pixels for a CSS pixel. */
  readonly ratio: number;
}

/** Fills a strip with its spans, in device pixels: height and hatching by status, and a thin line where nothing is known. */
export function drawStatusStrip(
  context: CanvasRenderingContext2D,
  spans: readonly { readonly left: number; readonly right: number; readonly status: Status }[],
  size: Size,
  theme: Theme,
): void {
  const { width, height, ratio } = size;
  context.clearRect(0, 0, width, height);
  context.fillStyle = theme.grid;
  context.fillRect(0, height - ratio, width, ratio);
  for (const { left, right, status } of spans) {
    const spanHeight = Math.round(height * STATUS_HEIGHT[status]);
    context.fillStyle = theme.status[status];
    context.fillRect(left, height - spanHeight, right - left, spanHeight);
    if (status === 'degraded') hatch(context, left, right, height - spanHeight, size, theme);
  }
}

function hatch(
  context: CanvasRenderingContext2D,
  left: number,
  right: number,
  top: number,
  { height, ratio }: Size,
  theme: Theme,
): void {
  const stepPx = 5 * ratio;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, height - top);
  context.clip();
  context.strokeStyle = theme.background;
  context.lineWidth = 1.25 * ratio;
  context.beginPath();
  // From a common origin, so that the hatching stands still while spans move.
  for (let x = Math.floor((left - height) / stepPx) * stepPx; x < right + height; x += stepPx) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}
