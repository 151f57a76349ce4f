import type { AlertBook } from '../alerts/alertBook.ts';
import { AlertNotifier } from '../alerts/alertNotifier.ts';
import type { HandledServices } from '../handling/handledServices.ts';
import type { Host } from '../host.ts';
import type { Settings } from '../settings/settings.ts';
import { StatusNotifier } from './statusNotifier.ts';

/** Until the settings are read, nothing is told. */
const SILENT = { notify: 'never', status: 'never', quietHours: 'none' } as const;

/** All that tells of something by a notification: of alerts, and of services that change. */
export function createNotifiers(host: Host, settings: Settings, book: AlertBook, handled: HandledServices): void {
  const options = { ...host, settings: () => settings.output?.alerts ?? SILENT };
  host.own(new AlertNotifier({ ...options, book }));
  host.own(new StatusNotifier({ ...options, handled }));
}
