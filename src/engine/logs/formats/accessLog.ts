import type { LogLevel } from '../../../model/logRecord.ts';
import { recordOf } from './jsonShape.ts';
import { timeOf } from './readLogTime.ts';
import { MONTHS } from './syslog.ts';
import { textFormat } from './textFormat.ts';

/**
 * Common and Combined access logs (Apache, nginx). A server's own failures (5xx) are errors, refusals (4xx) warnings. Source:
 * Apache's mod_log_config, nginx' `combined`.
 */
export const accessLog = textFormat(
  'access',
  /^(\S+) (\S+) (.+?) \[(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}|-) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?(?: (.*))?$/,
  (match) => {
    const [, client = '', , user, day, month = '', year, hour, minute, second, zone, request = '', status, sent] =
      match;
    const [referer, userAgent, more] = match.slice(14);
    const [, method, path, protocol] = /^([A-Z]+) (\S+)(?: (HTTP\/[\d.]+))?$/.exec(request) ?? [];
    const code = Number(status);
    return recordOf({
      timeMs: timeOf(
        [Number(year), MONTHS.indexOf(month) + 1, Number(day), Number(hour), Number(minute), Number(second)],
        0,
        zone,
      ),
      level: levelOf(code),
      message: status === '-' ? request : `${request} ${status}`,
      fields: {
        client,
        ...(user !== '-' && user !== undefined && { user }),
        ...(method !== undefined && { method }),
        ...(path !== undefined && { path }),
        ...(protocol !== undefined && { protocol }),
        ...(Number.isFinite(code) && { status: code }),
        ...(sent !== '-' && { sizeBytes: Number(sent) }),
        ...(referer !== undefined && referer !== '-' && { referer }),
        ...(userAgent !== undefined && userAgent !== '-' && { userAgent }),
        ...(more !== undefined && { more }),
      },
    });
  },
);

function levelOf(status: number): LogLevel {
  return status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
}
