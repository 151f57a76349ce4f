import { container } from './container.ts';
import type { LogSource } from '../../../model/service.ts';
import { docker } from './docker.ts';
import { journald } from './journald.ts';
import { json } from './json.ts';
import { beginsAlone, jsonFormat } from './jsonShape.ts';
import { JSON_SHAPES } from './jsonShapes.ts';
import type { LogFormat } from './logFormat.ts';
import { logfmt } from './logfmt.ts';
import { loki } from './loki.ts';
import { plain } from './plain.ts';
import { pm2Json, pm2Time } from './pm2.ts';
import { TEXT_FORMATS } from './textFormats.ts';

/** All formats, the most particular first: of those that know as many lines the first is taken. `plain` reads anything. */
export const LOG_FORMATS: readonly LogFormat[] = [
  docker,
  loki,
  journald,
  pm2Json,
  container,
  ...JSON_SHAPES.map(jsonFormat),
  jsonFormat(json),
  ...TEXT_FORMATS,
  pm2Time,
  logfmt,
  plain,
];

/** The format that a source's settings name; undefined where it is to be recognised. */
export function setFormat({ format }: Pick<LogSource, 'format'>): LogFormat | undefined {
  return format === undefined ? undefined : formatNamed(format);
}

/** The format of that name; undefined where there is none. */
export function formatNamed(name: string): LogFormat | undefined {
  return LOG_FORMATS.find((format) => format.name === name);
}

/**
 * The format of a log from its first lines, without colours: the one that most of the lines that begin a record are surely of.
 * One of text must know at least half of them, since what it does not know it takes for a part of the record before.
 */
export function recogniseFormat(lines: readonly string[]): LogFormat {
  let best: LogFormat = plain;
  let bestCount = 0;
  const records = lines.filter(plain.begins).length;
  for (const format of LOG_FORMATS) {
    if (format === plain) break;
    const isJson = format.begins === beginsAlone;
    const count = lines.filter(format.isOwn ?? format.begins).length;
    if (!isJson && count * 2 < records) continue;
    // Any object counts as JSON: a logger that is known stays the better guess while it knows at least half of them.
    if (count > bestCount * (format.name === 'json' ? 2 : 1)) [best, bestCount] = [format, count];
  }
  return best;
}
