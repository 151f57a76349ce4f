import { formatSeconds } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** Moments in which the server did not answer, by what kept it: what LATENCY DOCTOR speaks of. */
export const latency: RedisDiagnostic = {
  id: 'latency',
  command: 'LATENCY LATEST',
  judge({ latency: events, config }) {
    if (events === undefined) return undefined;
    const isOff = config?.get('latency-monitor-threshold') === '0';
    const sorted = [...events].sort((a, b) => b.worstSeconds - a.worstSeconds);
    const worst = sorted[0];
    return {
      severity:
        worst === undefined
          ? isOff
            ? 'info'
            : 'ok'
          : severityAbove(worst.worstSeconds, REDIS_THRESHOLDS.latencySeconds),
      title:
        worst === undefined
          ? isOff
            ? 'latency is not monitored'
            : 'nothing kept the server from answering'
          : `${worst.name} kept the server for ${formatSeconds(worst.worstSeconds)}`,
      detail:
        'Every client waits while the server is kept: by a slow command, a fork for a snapshot, the disk, or the expiry of many keys at once. The monitor costs next to nothing, and remembers what took longer than its threshold.',
      ...(worst !== undefined && { object: worst.name }),
      value: worst?.worstSeconds ?? 0,
      unit: 'seconds',
      ...(isOff && { fix: 'CONFIG SET latency-monitor-threshold 100' }),
      table: reportTable(sorted, [
        { title: 'event', cell: ({ name }) => name },
        { title: 'worst', cell: ({ worstSeconds }) => worstSeconds, unit: 'seconds' },
        { title: 'latest', cell: ({ latestSeconds }) => latestSeconds, unit: 'seconds' },
        { title: 'at', cell: ({ atSeconds }) => atSeconds, unit: 'timestamp' },
      ]),
    };
  },
};
