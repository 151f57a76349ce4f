import type { LogPattern } from '../../protocol/logs.ts';
import { isoTime, recordJson, recordText, withoutControls } from '../../engine/logs/tail/recordText.ts';
import type { SourceRecord } from './logSources.ts';

export interface LineStyle {
  readonly json: boolean;
  readonly colours: boolean;
  readonly showSource: boolean;
}

/** A record as a line of JSON, null where the log does not say, or for people. */
export function recordLine({ record, source, line }: SourceRecord, { json, colours, showSource }: LineStyle): string {
  return json ? recordJson(record, source, line) : recordText(record, { colours, ...(showSource && { source }) });
}

/** How often a pattern was seen, as a line of JSON or for people. */
export function patternLine({ pattern, count, level, firstMs, lastMs }: LogPattern, json: boolean): string {
  const [first, last] = [isoTime(firstMs), isoTime(lastMs)];
  if (json) return JSON.stringify({ pattern, count, level: level ?? null, first, last });
  return withoutControls(
    `${String(count).padStart(8)}  ${(level ?? '').padEnd(5)}  ${first ?? '–'}  ${last ?? '–'}  ${pattern}`,
  );
}
