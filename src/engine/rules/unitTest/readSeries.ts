import { parseDuration } from '../../../base/duration.ts';
import { LabelSet } from '../../../model/labelSet.ts';
import { usesCustomBuckets } from '../../../model/nativeHistogram.ts';
import { HistogramSum } from '../../histogram/histogramSum.ts';
import { type NotedHistogram, readHistogram } from '../../promql/histogram/readHistogram.ts';
import { readNumber, readString } from '../../promql/parse/literals.ts';

/** One item of the notation: a number, nothing, a staleness marker, or a native histogram. */
export type Item = number | undefined | 'stale' | NotedHistogram;

export interface NotedSeries {
  readonly labels: LabelSet;
  readonly items: readonly Item[];
  /** Start timestamps relative to the samples, where the line gives them. */
  readonly starts?: readonly (number | undefined)[];
}

/** What one line may stand for: `0x1000000000` is a few characters, and would fill the memory. */
const MAX_ITEMS = 1_000_000;

/** A line `metric{labels} items…` of the suite; throws on a line that is none, as a test should. */
export function readSeriesLine(line: string): NotedSeries {
  const at = endOfMetric(line);
  const isStarts = line.startsWith('@st', at);
  const labels = readMetric(line.slice(0, at));
  const rest = line.slice(isStarts ? at + 3 : at).trim();
  const items = splitItems(rest);
  if (isStarts) return { labels, items: [], starts: inBounds(items, readStart) };
  return { labels, items: inBounds(items, readItem) };
}

function inBounds<T>(items: readonly string[], read: (item: string) => readonly T[]): T[] {
  const all: T[] = [];
  for (const item of items) {
    if (all.length + Number(/x(\d+)$/.exec(item)?.[1] ?? 0) > MAX_ITEMS)
      throw new Error(`a series has ${MAX_ITEMS} values at most`);
    for (const one of read(item)) all.push(one);
  }
  return all;
}

function endOfMetric(line: string): number {
  let at = /^[A-Za-z_:][\w:]*/.exec(line)?.[0].length ?? 0;
  if (line[at] !== '{') return at;
  let mark = '';
  for (; at < line.length; at++) {
    const char = line[at] ?? '';
    if (mark !== '') {
      if (char === '\\' && mark !== '`') at++;
      else if (char === mark) mark = '';
    } else if (char === '"' || char === "'" || char === '`') mark = char;
    else if (char === '}') return at + 1;
  }
  throw new Error(`no end of labels: ${line}`);
}

function readMetric(text: string): LabelSet {
  const brace = text.indexOf('{');
  const labels: Record<string, string> = {};
  const name = brace < 0 ? text : text.slice(0, brace);
  if (name !== '') labels['__name__'] = name;
  if (brace >= 0) {
    const part =
      /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[A-Za-z_][\w]*)\s*(?:=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`))?)\s*(?:,|$)/gy;
    const body = text.slice(brace + 1, -1).trim();
    for (let match = part.exec(body); match !== null && match[0] !== ''; match = part.exec(body)) {
      const [, left = '', right] = match;
      const key = /^["'`]/.test(left) ? valueOf(left) : left;
      if (right === undefined) labels['__name__'] = key;
      else labels[key] = valueOf(right);
      if (part.lastIndex >= body.length) break;
    }
  }
  return LabelSet.from(labels);
}

function valueOf(text: string): string {
  const read = readString(text);
  if (!read.ok) throw new Error(`${read.error}: ${text}`);
  return read.value;
}

function splitItems(text: string): string[] {
  return text.match(/(?:\{\{[^}]*\}\}[^\s{]*)+|[^\s]+/g) ?? [];
}

function readItem(item: string): Item[] {
  if (item.includes('{{')) return readHistograms(item);
  const missing = /^_(?:x(\d+))?$/.exec(item);
  if (missing !== null) return repeated<Item>(Number(missing[1] ?? 1), undefined);
  const stale = /^stale(?:x(\d+))?$/.exec(item);
  if (stale !== null) return repeated<Item>(stale[1] === undefined ? 1 : Number(stale[1]) + 1, 'stale');
  // Hexadecimal numbers are none here: `0x10` is eleven times 0.
  const sequence =
    /^([+-]?(?:[\d_.]+(?:e[+-]?\d+)?|inf|nan))(?:([+-](?:[\d_.]+(?:e[+-]?\d+)?|inf|nan)))?(?:x(\d+))?$/i.exec(item);
  if (sequence === null) throw new Error(`not an item: ${item}`);
  const [, first = '', step, times] = sequence;
  const items: Item[] = [number(first)];
  const by = step === undefined ? 0 : number(step);
  let value = number(first);
  for (let i = 0; i < Number(times ?? 0); i++) {
    value = step === undefined ? value : value + by;
    items.push(value);
  }
  return items;
}

/** `{{…}}`, `{{…}}xN`, or the first and N more, each with the second added or subtracted once more. */
function readHistograms(item: string): Item[] {
  const match = /^(\{\{[^}]*\}\})(?:([+-])(\{\{[^}]*\}\}))?(?:x(\d+))?$/.exec(item);
  if (match === null) throw new Error(`not an item: ${item}`);
  const [, first = '', sign, step, times] = match;
  const base = readHistogram(first);
  const count = Number(times ?? 0);
  if (step === undefined) return repeated<Item>(count + 1, base);
  const by = readHistogram(step);
  const sum = new HistogramSum(base.histogram);
  const items: Item[] = [{ histogram: base.histogram, namesHint: by.namesHint }];
  for (let i = 0; i < count; i++) {
    if (base.histogram.schema > by.histogram.schema && !usesCustomBuckets(by.histogram))
      throw new Error(`cannot merge from schema ${by.histogram.schema} to ${base.histogram.schema}`);
    if (sum.add(by.histogram, sign === '-' ? -1 : 1) === undefined) throw new Error(`cannot combine: ${item}`);
    items.push({ histogram: sum.total(), namesHint: by.namesHint });
  }
  return items;
}

function number(text: string): number {
  const read = readNumber(text);
  if (!read.ok) throw new Error(read.error);
  return read.value.value;
}

function readStart(item: string): (number | undefined)[] {
  const missing = /^_(?:x(\d+))?$/.exec(item);
  if (missing !== null) return repeated<undefined>(Number(missing[1] ?? 1), undefined);
  const match = /^([+-]?[\da-z]+?)(?:([+-][\da-z]+?))?(?:x(\d+))?$/.exec(item);
  if (match === null) throw new Error(`not a start: ${item}`);
  const [, first = '', step, times] = match;
  const starts: number[] = [duration(first)];
  for (let i = 0; i < Number(times ?? 0); i++)
    starts.push((starts.at(-1) ?? 0) + (step === undefined ? 0 : duration(step)));
  return starts;
}

function duration(text: string): number {
  const ms = parseDuration(text.replace(/^[+-]/, ''));
  if (ms === undefined) throw new Error(`not a duration: ${text}`);
  return text.startsWith('-') ? -ms : ms;
}

function repeated<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}
