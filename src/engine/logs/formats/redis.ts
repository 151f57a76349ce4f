import type { LogLevel } from '../../../model/logRecord.ts';
import { recordOf } from './jsonShape.ts';
import { timeOf } from './readLogTime.ts';
import { MONTHS } from './syslog.ts';
import { textFormat } from './textFormat.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' };
const ROLES: Readonly<Record<string, string>> = { M: 'master', S: 'replica', C: 'child', X: 'sentinel' };

/** Redis' and Valkey's server log: `PID:ROLE DATE LEVEL message`. Source: redis' `serverLogRaw`. */
export const redis = textFormat(
  'redis',
  /^(\d+):([MSCX]) (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2})\.(\d{3}) ([.\-*#]) (.*)$/,
  ([, pid, role = '', day, month = '', year, hour, minute, second, milliseconds, level = '', message = '']) =>
    recordOf({
      timeMs: timeOf(
        [Number(year), MONTHS.indexOf(month) + 1, Number(day), Number(hour), Number(minute), Number(second)],
        Number(milliseconds),
        undefined,
      ),
      level: LEVELS[level],
      message,
      fields: { pid: Number(pid), role: ROLES[role] ?? role },
    }),
);
