import type { Fields, FieldValue, LogRecord } from '../../../model/logRecord.ts';
import { beginsAlone, type JsonLine, parseObject, recordOf } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { syslogLevel } from './readLevel.ts';
import { withInner } from './inner.ts';

/** `journalctl -o json`: all values texts, bytes that are no text an array of numbers. Source: systemd's "Journal JSON Format". */
export const journald: LogFormat = {
  name: 'journald',
  begins: beginsAlone,
  isOwn: (line) => {
    const object = parseObject(line);
    return object !== undefined && '__REALTIME_TIMESTAMP' in object;
  },
  read: ([first = ''], context) => {
    const object = parseObject(first);
    return object === undefined ? undefined : withInner(readEntry(object), context);
  },
};

function readEntry(object: JsonLine): LogRecord {
  const { MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, _SYSTEMD_UNIT, _COMM, ...rest } = object;
  // When the program said so, where it did, and else when the journal heard.
  const micros = Number(rest['_SOURCE_REALTIME_TIMESTAMP'] ?? rest['__REALTIME_TIMESTAMP']);
  const logger = [SYSLOG_IDENTIFIER, _SYSTEMD_UNIT, _COMM].find((name) => typeof name === 'string');
  const fields: Fields = {
    ...rest,
    ...(_SYSTEMD_UNIT !== undefined && { _SYSTEMD_UNIT }),
    ...(_COMM !== undefined && { _COMM }),
  };
  return recordOf({
    timeMs: Number.isFinite(micros) ? micros / 1000 : undefined,
    level: PRIORITY === undefined ? undefined : syslogLevel(Number(PRIORITY)),
    message: textOf(MESSAGE),
    logger: typeof logger === 'string' ? logger : undefined,
    fields,
  });
}

function textOf(value: FieldValue | undefined): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  const bytes = value.filter((byte): byte is number => typeof byte === 'number');
  return bytes.length === value.length ? Buffer.from(bytes).toString('utf8') : value.map(String).join('\n');
}
