import type { Host } from '../host.ts';
import { AlertBook } from './alertBook.ts';
import { AlertsTree } from './alertsTree.ts';
import { AlertTargets } from './alertTargets.ts';

export interface Alerts {
  readonly book: AlertBook;
  readonly tree: AlertsTree;
  readonly targets: AlertTargets;
}

/** The alerts: as the engine tells of them, with the user's silences, in their tree, and where else they are told. */
export function createAlerts(host: Host): Alerts {
  const { engine, own } = host;
  const book = own(new AlertBook({ ...host, send: (silences) => engine.setSilences(silences) }));
  own(engine.onDidChangeAlerts((update) => book.apply(update)));
  own(
    engine.onUserState(({ silences }) => {
      if (silences !== undefined) book.adopt(silences);
    }),
  );
  return { book, tree: own(new AlertsTree({ ...host, book })), targets: own(new AlertTargets(host)) };
}
