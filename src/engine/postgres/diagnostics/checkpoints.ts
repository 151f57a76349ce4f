import { formatQuantity } from '../../../base/unit.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf } from '../postgresRow.ts';

/** Checkpoints by their reason: the clock, or too much WAL. */
export const checkpoints: PostgresDiagnostic = {
  id: 'checkpoints',
  sql: ({ version }) =>
    version >= 170_000
      ? `SELECT num_timed AS timed, num_requested AS requested, write_time AS write_ms, sync_time AS sync_ms, buffers_written,
       current_setting('max_wal_size') AS max_wal_size, extract(epoch FROM now() - stats_reset) AS seconds
FROM pg_stat_checkpointer`
      : `SELECT checkpoints_timed AS timed, checkpoints_req AS requested, checkpoint_write_time AS write_ms, checkpoint_sync_time AS sync_ms,
       buffers_checkpoint AS buffers_written, current_setting('max_wal_size') AS max_wal_size, extract(epoch FROM now() - stats_reset) AS seconds
FROM pg_stat_bgwriter`,
  judge([row], { limits }) {
    const [timed, requested] = [numberOf(row, 'timed') ?? 0, numberOf(row, 'requested') ?? 0];
    const all = timed + requested;
    const ratio = all === 0 ? undefined : requested / all;
    const { warning, checkpointsMin } = limits.requestedCheckpointsRatio;
    const isBad = all >= checkpointsMin && (ratio ?? 0) >= warning;
    return {
      severity: isBad ? 'warning' : 'ok',
      title:
        ratio === undefined
          ? 'there was no checkpoint yet'
          : `${formatQuantity(ratio, 'ratio')} of ${all} checkpoints came before their time`,
      detail:
        'A checkpoint that WAL forces comes when the server is busiest, and each makes the next writes larger. A larger max_wal_size lets the clock decide.',
      value: ratio,
      unit: 'ratio',
      numbers: [
        { name: 'by the clock', value: timed, unit: 'none' },
        { name: 'requested', value: requested, unit: 'none' },
        { name: 'writing', value: (numberOf(row, 'write_ms') ?? 0) / 1000, unit: 'seconds' },
        { name: 'syncing', value: (numberOf(row, 'sync_ms') ?? 0) / 1000, unit: 'seconds' },
        { name: 'statistics since', value: numberOf(row, 'seconds'), unit: 'seconds' },
      ],
      ...(isBad && { fix: "ALTER SYSTEM SET max_wal_size = '4GB';\nSELECT pg_reload_conf();" }),
    };
  },
};
