import { counted } from '../../../base/counted.ts';
import { formatQuantity } from '../../../base/unit.ts';
import { DATABASE_COUNTERS_SQL, perDay } from '../databaseCounters.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf } from '../postgresRow.ts';

/** What queries wrote to disk because it did not fit work_mem. */
export const tempFiles: PostgresDiagnostic = {
  id: 'temp-files',
  sql: () => DATABASE_COUNTERS_SQL,
  judge([row], { limits, server }) {
    const [files, bytes] = [numberOf(row, 'temp_files') ?? 0, numberOf(row, 'temp_bytes') ?? 0];
    const severity = severityAbove(perDay(row, 'temp_bytes'), limits.tempBytesPerDay);
    return {
      severity,
      title:
        files === 0
          ? 'no query wrote temporary files'
          : `queries wrote ${counted(files, 'temporary file')} of ${formatQuantity(bytes, 'bytes')}`,
      detail:
        'A sort or a hash that does not fit work_mem goes to disk and takes many times as long. Raise work_mem for the role that needs it rather than for all, since each sort may take as much; log_temp_files names the queries.',
      object: server.database,
      value: bytes,
      unit: 'bytes',
      numbers: [
        { name: 'files', value: files, unit: 'none' },
        { name: 'written', value: bytes, unit: 'bytes' },
        { name: 'written a day', value: perDay(row, 'temp_bytes'), unit: 'bytes' },
      ],
      ...(severity !== 'ok' && {
        fix: "ALTER ROLE the_role SET work_mem = '64MB';\nALTER SYSTEM SET log_temp_files = '10MB';\nSELECT pg_reload_conf();",
      }),
    };
  },
};
