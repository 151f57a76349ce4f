import type { Status } from '../model/status.ts';
import { icon } from './dom.ts';
import type { IconName } from './icons.ts';

/** The icons that statuses are shown by, always with the word (`model/statusText.ts`) and the colour. */
export const STATUS_ICONS = {
  up: 'pass-filled',
  degraded: 'warning',
  down: 'error',
  unknown: 'question',
  paused: 'debug-pause',
} as const satisfies Record<Status, IconName>;

/** The icon of a status in its colour; the word stands beside it. */
export function statusIcon(status: Status): HTMLElement {
  return icon(STATUS_ICONS[status], `status-${status}`);
}
