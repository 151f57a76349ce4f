import type { LogLevel, LogRecord } from '../../../model/logRecord.ts';
import { recordOf } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { readLogTime } from './readLogTime.ts';

const HEAD =
  /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{3})? (?:[A-Z]{2,5}|[+-]\d{2,4})) \[(\d+)(?:-\d+)?\]:?\s+(.*?)(DEBUG[1-5]?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE):\s\s?(.*)$/;
const SECONDARY = /^\S+ \S+ \S+ \[\d+(?:-\d+)?\]:?\s.*?(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE): /;
const LEVELS: Readonly<Record<string, LogLevel>> = {
  LOG: 'info',
  INFO: 'info',
  NOTICE: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
  PANIC: 'fatal',
};

/**
 * PostgreSQL's server log (stderr, prefix `%m [%p]` and Debian's with `user@database`). `DETAIL`, `HINT`, `STATEMENT` and the
 * like belong to the message that they follow. Source: PostgreSQL's documentation, "Error Reporting and Logging".
 */
export const postgres: LogFormat = {
  name: 'postgres',
  begins: (line) => HEAD.test(line) && !SECONDARY.test(line),
  isOwn: (line) => HEAD.test(line),
  read(lines): LogRecord | undefined {
    const match = HEAD.exec(lines[0] ?? '');
    if (match === null) return undefined;
    const [, time, pid, prefix = '', severity = '', text = ''] = match;
    const parts: Record<string, string> = { message: text };
    let part = 'message';
    for (const line of lines.slice(1)) {
      const more = HEAD.exec(line);
      part = more?.[4]?.toLowerCase() ?? part;
      // The lines of a message that has several begin with a tab.
      parts[part] = more === null ? `${parts[part] ?? ''}\n${line.replace(/^\t/, '')}` : (more[5] ?? '');
    }
    const { message = '', ...fields } = parts;
    const [, user, database] = /(\S+)@(\S+)/.exec(prefix) ?? [];
    return recordOf({
      timeMs: readLogTime(time),
      level: severity.startsWith('DEBUG') ? 'debug' : LEVELS[severity],
      message: message.trimEnd(),
      fields: {
        pid: Number(pid),
        ...(user !== undefined && { user }),
        ...(database !== undefined && { database }),
        ...fields,
      },
    });
  },
};
