import type { ServiceState } from '../model/state.ts';
import type { Status } from '../model/status.ts';

/** How a status looks: an icon of its own (never a colour alone) and a theme colour. */
export interface StatusLook {
  readonly icon: string;
  readonly color: string;
}

export const STATUS_LOOKS = {
  up: { icon: 'pass', color: 'testing.iconPassed' },
  degraded: { icon: 'warning', color: 'list.warningForeground' },
  down: { icon: 'error', color: 'testing.iconFailed' },
  unknown: { icon: 'question', color: 'descriptionForeground' },
  paused: { icon: 'debug-pause', color: 'disabledForeground' },
} as const satisfies Record<Status, StatusLook>;

/** Whether a service is one of those that "only failing" shows. */
export function isFailing(state: Pick<ServiceState, 'status'>): boolean {
  return state.status === 'down' || state.status === 'degraded';
}

/** Whether a service calls for somebody: the badge and the status bar count those. */
export function callsForSomebody(state: Pick<ServiceState, 'status' | 'handling'>): boolean {
  return isFailing(state) && state.handling === undefined;
}
