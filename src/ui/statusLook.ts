import type { ServiceState } from '../model/state.ts';
import type { Status } from '../model/status.ts';

/** How a status looks: an icon of its own (never a colour alone), a theme colour and a word. */
export interface StatusLook {
  readonly icon: string;
  readonly color: string;
  readonly word: Status;
}

export const STATUS_LOOKS = {
  up: { icon: 'pass', color: 'testing.iconPassed', word: 'up' },
  degraded: { icon: 'warning', color: 'list.warningForeground', word: 'degraded' },
  down: { icon: 'error', color: 'testing.iconFailed', word: 'down' },
  unknown: { icon: 'question', color: 'descriptionForeground', word: 'unknown' },
  paused: { icon: 'debug-pause', color: 'disabledForeground', word: 'paused' },
} as const satisfies Record<Status, StatusLook>;

/** Whether a service is one of those that the badge counts and "only failing" shows. */
export function isFailing(state: Pick<ServiceState, 'status'>): boolean {
  return state.status === 'down' || state.status === 'degraded';
}
