import type { Fields, LogRecord } from '../../../model/logRecord.ts';
import type { LogRow } from '../../../protocol/logs.ts';

const MESSAGE_MAX = 2_000;
const FIELDS_MAX = 12;

/** A record as a row shows it: the first line of its message and its plain fields. */
export function toRow({ timeMs, level, message, logger, requestId, fields }: LogRecord, source: number): LogRow {
  const end = message.indexOf('\n');
  const plain: Record<string, Fields[string]> = {};
  let count = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'object' || count >= FIELDS_MAX) continue;
    plain[name] = typeof value === 'string' ? value.slice(0, 200) : value;
    count++;
  }
  return {
    ...(timeMs !== undefined && { timeMs }),
    ...(level !== undefined && { level }),
    message: message.slice(0, end < 0 ? MESSAGE_MAX : Math.min(end, MESSAGE_MAX)),
    ...(logger !== undefined && { logger }),
    ...(requestId !== undefined && { requestId }),
    source,
    fields: plain,
  };
}
