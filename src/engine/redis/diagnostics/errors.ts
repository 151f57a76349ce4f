import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoParts, infoWith } from '../redisFacts.ts';

/** Errors that tell of a server that refuses work, not of a client's mistake. */
const REFUSALS = new Set(['OOM', 'MISCONF', 'READONLY', 'MASTERDOWN', 'NOREPLICAS', 'LOADING', 'BUSY', 'CLUSTERDOWN']);

/** The errors that the server answered with, by their first word. */
export const errors: RedisDiagnostic = {
  id: 'errors',
  command: 'INFO errorstats',
  judge(facts) {
    const all = infoWith(facts, 'errorstat_')
      .map(([name, text]) => ({ name, count: infoParts(text).get('count') ?? 0 }))
      .sort((a, b) => b.count - a.count);
    const refusals = all.filter(({ name }) => REFUSALS.has(name));
    const total = all.reduce((sum, { count }) => sum + count, 0);
    const worst = refusals[0] ?? all[0];
    return {
      severity: refusals.length > 0 ? 'warning' : total > 0 ? 'info' : 'ok',
      title:
        worst === undefined
          ? 'no command was answered with an error'
          : `${counted(total, 'command')} answered with an error, ${worst.count} with ${worst.name}`,
      detail:
        'OOM, MISCONF, READONLY and the like are a server that refuses work; ERR, WRONGTYPE and NOAUTH are mistakes of clients. The counts go back to the start of the server or to CONFIG RESETSTAT.',
      ...(worst !== undefined && { object: worst.name }),
      value: total,
      unit: 'none',
      table: reportTable(all, [
        { title: 'error', cell: ({ name }) => name },
        { title: 'count', cell: ({ count }) => count, unit: 'none' },
      ]),
    };
  },
};
