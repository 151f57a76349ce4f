import type { LogRecord } from '../../../model/logRecord.ts';
import { withInner } from './inner.ts';
import { beginsAlone, type JsonLine, parseObject, recordOf } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { readLevel } from './readLevel.ts';
import { readLogTime } from './readLogTime.ts';
import { TEXT_FORMATS } from './textFormats.ts';

/**
 * Loki's lines with their labels, as `logcli -o jsonl` prints them and as a remote log writes them; what the line itself says
 * is read too. Of a line that was cut off the time is read.
 */
export const loki: LogFormat = {
  name: 'loki',
  begins: beginsAlone,
  isOwn: (line) => isEnvelope(parseObject(line)),
  read: ([first = ''], context) => {
    const object = parseObject(first);
    if (!isEnvelope(object)) {
      const [, time] = /^\{"timestamp":"([\d:.TZ-]+)"/.exec(first) ?? [];
      return time === undefined ? undefined : recordOf({ timeMs: readLogTime(time), message: first, fields: {} });
    }
    const timeMs = readLogTime(object.timestamp);
    const [message = '', ...rest] = object.line.split(/\r?\n/);
    const format = TEXT_FORMATS.find(({ begins }) => begins(message));
    const record: LogRecord =
      format?.read([message, ...rest], context) ?? withInner(recordOf({ message: object.line, fields: {} }), context);
    const { level: label, detected_level: detected, ...labels } = object.labels;
    const level = record.level ?? readLevel(label) ?? readLevel(detected);
    // Loki's time counts: by it the line was found, and one that the line holds may lack its zone.
    return {
      ...record,
      ...(timeMs !== undefined && { timeMs }),
      ...(level !== undefined && { level }),
      fields: { ...labels, ...record.fields },
    };
  },
};

interface Envelope {
  readonly timestamp: string;
  readonly labels: JsonLine;
  readonly line: string;
}

function isEnvelope(object: JsonLine | undefined): object is JsonLine & Envelope {
  if (object === undefined) return false;
  const { timestamp, labels, line } = object;
  return (
    typeof timestamp === 'string' &&
    typeof line === 'string' &&
    typeof labels === 'object' &&
    labels !== null &&
    !Array.isArray(labels)
  );
}
