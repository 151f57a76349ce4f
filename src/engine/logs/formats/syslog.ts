import type { Fields } from '../../../model/logRecord.ts';
import { recordOf } from './jsonShape.ts';
import { syslogLevel } from './readLevel.ts';
import { readLogTime, timeOf } from './readLogTime.ts';
import { textFormat } from './textFormat.ts';

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3164, and as files have it without the priority; also with an ISO time, as rsyslog's newer template writes. */
export const syslog3164 = textFormat(
  'syslog3164',
  /^(?:<(\d{1,3})>)?(?:((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)) ([ \d]\d) (\d{2}):(\d{2}):(\d{2})|(\d{4}-\d{2}-\d{2}T[\d:.,]+(?:Z|[+-]\d{2}:\d{2}))) (\S+) ([^\s:[\]]+)(?:\[(\d+)\])?: ?(.*)$/,
  (match, { nowMs }) => {
    const [, priority, month, day, hour, minute, second, iso, host = '', tag = '', pid, message = ''] = match;
    const timeMs =
      month === undefined
        ? readLogTime(iso)
        : withoutYear([MONTHS.indexOf(month) + 1, Number(day), Number(hour), Number(minute), Number(second)], nowMs);
    return recordOf({
      timeMs,
      level: priority === undefined ? undefined : syslogLevel(Number(priority) % 8),
      message,
      logger: tag,
      fields: { host, ...(pid !== undefined && { pid: Number(pid) }), ...facility(priority) },
    });
  },
);

/** RFC 5424, with its structured data as fields: `exampleSDID@32473.iut`. */
export const syslog5424 = textFormat(
  'syslog5424',
  /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\\"]|"(?:[^"\\]|\\.)*")*\])+)(?: (?:\uFEFF|BOM)?(.*))?$/,
  ([, priority, time, host, app, pid, messageId, data = '-', message = '']) =>
    recordOf({
      timeMs: readLogTime(time),
      level: syslogLevel(Number(priority) % 8),
      message,
      logger: app === '-' ? undefined : app,
      fields: {
        ...(host !== '-' && host !== undefined && { host }),
        ...(pid !== '-' && pid !== undefined && { pid: /^\d+$/.test(pid) ? Number(pid) : pid }),
        ...(messageId !== '-' && messageId !== undefined && { messageId }),
        ...facility(priority),
        ...structuredData(data),
      },
    }),
);

function facility(priority: string | undefined): Fields {
  return priority === undefined ? {} : { facility: Math.floor(Number(priority) / 8) };
}

function structuredData(data: string): Fields {
  const fields: Record<string, string> = {};
  for (const [, id = '', params = ''] of data.matchAll(/\[([^\s\]=]+)((?:\s+[^\s="\]]+="(?:[^"\\]|\\.)*")*)\]/g)) {
    for (const [, name = '', value = ''] of params.matchAll(/([^\s="\]]+)="((?:[^"\\]|\\.)*)"/g))
      fields[`${id}.${name}`] = value.replace(/\\(["\\\]])/g, '$1');
  }
  return fields;
}

/** The time without a year that is the last one not more than a day ahead of now. */
function withoutYear(
  [month, day, hour, minute, second]: readonly [number, number, number, number, number],
  nowMs: number,
): number | undefined {
  const year = new Date(nowMs).getFullYear();
  const timeMs = timeOf([year, month, day, hour, minute, second], 0, undefined);
  return timeMs !== undefined && timeMs > nowMs + 86_400_000
    ? timeOf([year - 1, month, day, hour, minute, second], 0, undefined)
    : timeMs;
}
