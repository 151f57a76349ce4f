import { formatSeconds } from '../../../base/unit.ts';
import type { Severity } from '../../../model/report.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber, type RedisFacts } from '../redisFacts.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** Whether what is in memory is on disk too, and what became of the last attempt. */
export const persistence: RedisDiagnostic = {
  id: 'persistence',
  command: 'INFO persistence',
  judge(facts) {
    const saved = infoNumber(facts, 'rdb_last_save_time');
    const now = infoNumber(facts, 'server_time_usec');
    const age = saved === undefined || now === undefined ? undefined : now / 1e6 - saved;
    const [severity, title] = state(facts, age);
    return {
      severity,
      title,
      detail:
        'What is only in memory is gone with the process. A cache may be, other data wants snapshots (save) or the log of writes (appendonly), and room on the disk for them.',
      value: infoNumber(facts, 'rdb_changes_since_last_save'),
      unit: 'none',
      numbers: [
        { name: 'changes since the last save', value: infoNumber(facts, 'rdb_changes_since_last_save'), unit: 'none' },
        { name: 'last save ago', value: age, unit: 'seconds' },
        {
          name: 'the last save took',
          value: nonNegative(infoNumber(facts, 'rdb_last_bgsave_time_sec')),
          unit: 'seconds',
        },
        { name: 'appendonly', value: infoNumber(facts, 'aof_enabled'), unit: 'boolean' },
      ],
      ...(severity !== 'ok' && {
        fix: severity === 'critical' ? '# after there is room on the disk again\nBGSAVE' : 'CONFIG SET appendonly yes',
      }),
    };
  },
};

function state(facts: RedisFacts, age: number | undefined): readonly [Severity, string] {
  const { info, config } = facts;
  const failed = (field: string): boolean => ![undefined, '', 'ok'].includes(info.get(field));
  if (failed('rdb_last_bgsave_status')) return ['critical', 'the last snapshot could not be written'];
  if (failed('aof_last_write_status')) return ['critical', 'the log of writes could not be written'];
  if (failed('aof_last_bgrewrite_status')) return ['critical', 'the log of writes could not be rewritten'];
  if (info.get('loading') === '1') return ['warning', 'it is loading its data'];
  const isLogged = info.get('aof_enabled') === '1';
  const saves = config?.get('save');
  if (!isLogged && saves === '') return ['info', 'nothing is kept on disk'];
  const changes = infoNumber(facts, 'rdb_changes_since_last_save') ?? 0;
  if (!isLogged && changes > 0 && (age ?? 0) >= REDIS_THRESHOLDS.unsavedSeconds.warning) {
    return ['warning', `${changes} changes were not saved for ${formatSeconds(age ?? 0)}`];
  }
  return ['ok', isLogged ? 'each write is logged on disk' : 'snapshots are written'];
}

function nonNegative(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value;
}
