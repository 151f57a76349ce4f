import { counted } from '../../../base/counted.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** The slow commands that the server remembers: with their keys, never with the values that they were given. */
export const slowlog: RedisDiagnostic = {
  id: 'slowlog',
  command: 'SLOWLOG GET 50',
  judge({ slow, config }) {
    if (slow === undefined) return undefined;
    const sorted = [...slow].sort((a, b) => b.seconds - a.seconds);
    const worst = sorted[0];
    const isOff = config?.get('slowlog-log-slower-than') === '-1';
    const severity = severityAbove(worst?.seconds, REDIS_THRESHOLDS.slowCommandSeconds);
    return {
      severity: severity === 'ok' && (worst !== undefined || isOff) ? 'info' : severity,
      title:
        worst === undefined
          ? isOff
            ? 'slow commands are not remembered'
            : 'no command was slow'
          : `${counted(slow.length, 'slow command')}, the slowest with ${formatSeconds(worst.seconds)}`,
      detail:
        'All other clients waited that long. Mostly it is a command over a large key, or over all keys: take it in parts, or keep less in one key.',
      ...(worst !== undefined && { object: worst.command }),
      value: worst?.seconds ?? 0,
      unit: 'seconds',
      ...(isOff && { fix: 'CONFIG SET slowlog-log-slower-than 10000' }),
      table: reportTable(sorted, [
        { title: 'command', cell: ({ command }) => command },
        { title: 'took', cell: ({ seconds }) => seconds, unit: 'seconds' },
        { title: 'at', cell: ({ atSeconds }) => atSeconds, unit: 'timestamp' },
        { title: 'client', cell: ({ client }) => client },
      ]),
    };
  },
};
