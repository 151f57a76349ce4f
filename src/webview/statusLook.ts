import type { Status } from '../model/status.ts';
import { icon } from './dom.ts';

/** How a status is shown: always an icon and a word beside the colour. */
export const STATUS_LOOK = {
  up: { word: 'Up', icon: 'pass-filled' },
  degraded: { word: 'Degraded', icon: 'warning' },
  down: { word: 'Down', icon: 'error' },
  unknown: { word: 'Unknown', icon: 'question' },
  paused: { word: 'Paused', icon: 'debug-pause' },
} as const satisfies Record<Status, { readonly word: string; readonly icon: string }>;

/** The icon of a status in its colour; the word stands beside it. */
export function statusIcon(status: Status): HTMLElement {
  return icon(STATUS_LOOK[status].icon, `status-${status}`);
}
