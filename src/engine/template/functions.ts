import { isIP } from 'node:net';
import { parseDuration } from '../../base/duration.ts';
import { formatShort, quote } from '../promql/goText.ts';
import { compileCaptures, compileRegexp } from '../regexp/compileRegexp.ts';
import { expandTemplate } from '../regexp/expandTemplate.ts';
import { queryEscape, type TemplateFunction } from './builtins.ts';
import { timeText } from './goTime.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage } from './humanize.ts';
import { formatG } from './printf.ts';
import { TemplateError, TemplateLimit } from './templateError.ts';
import { GoDuration, GoMap, GoTime, isList, Sample, typeName, type Value } from './value.ts';

/** What a template's functions know of where they run. */
export interface TemplateScene {
  /** An instant query at the time of evaluation. Throws `TemplateError` where it fails. */
  query(expr: string): readonly Sample[];
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** Where Prometheus would be reached: `http://host:9090/prefix`. */
  readonly externalUrl: string;
}

/** Each may take as long as a rule's own. */
const MAX_QUERIES = 50;

/** Prometheus' functions for templates (template/template.go). */
export function templateFunctions(scene: TemplateScene): Readonly<Record<string, TemplateFunction>> {
  let queries = 0;
  const graph = (expr: Value, tab: number): string => `/graph?g0.expr=${queryEscape(text(expr))}&g0.tab=${tab}`;
  return {
    query: (expr) => {
      if (++queries > MAX_QUERIES) throw new TemplateLimit(`the template asks more than ${MAX_QUERIES} queries`);
      return scene.query(text(expr));
    },
    first: (list) => {
      const [first] = samples(list);
      if (first === undefined) throw new TemplateError('first() called on vector with no elements');
      return first;
    },
    label: (name, of) => sample(of).labels.entries.get(text(name)) ?? '',
    value: (of) => sample(of).value,
    strvalue: (of) => sample(of).labels.entries.get('__value__') ?? '',
    sortByLabel: (name, list) => {
      const label = text(name);
      const key = (one: Sample): string => text(one.labels.entries.get(label) ?? '');
      return samples(list).toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    },
    args: (...values) =>
      new GoMap(
        values.map((value, i) => [`arg${i}`, value] as const),
        undefined,
        'map[string]interface {}',
      ),
    reReplaceAll: (pattern, replacement, of) => replaceAll(text(pattern), text(replacement), text(of)),
    match: (pattern, of) => matches(text(pattern), text(of)),
    safeHtml: text,
    title: (of) => text(of).replaceAll(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase()),
    toUpper: (of) => text(of).toUpperCase(),
    toLower: (of) => text(of).toLowerCase(),
    graphLink: (expr) => graph(expr, 0),
    tableLink: (expr) => graph(expr, 1),
    stripPort: (of) => splitHostPort(text(of))?.host ?? text(of),
    stripDomain: (of) => stripDomain(text(of)),
    humanize: (of) => humanize(float(of)),
    humanize1024: (of) => humanize1024(float(of)),
    humanizeDuration: (of) => humanizeDuration(float(of)),
    humanizePercentage: (of) => humanizePercentage(float(of)),
    humanizeTimestamp: (of) => {
      const seconds = float(of);
      return Number.isFinite(seconds) ? timeText(timeOf(seconds)) : formatG(seconds, 4);
    },
    toTime: (of) => timeOf(float(of)),
    toDuration: (of) => new GoDuration(float(of) * 1e9),
    now: () => scene.nowMs / 1000,
    pathPrefix: () => (URL.canParse(scene.externalUrl) ? new URL(scene.externalUrl).pathname.replace(/\/$/, '') : ''),
    externalURL: () => scene.externalUrl,
    parseDuration: (of) => {
      const written = text(of);
      const ms = parseDuration(written.replace(/^-/, ''));
      if (ms === undefined) throw new TemplateError(`not a valid duration string: ${quote(written)}`);
      return (written.startsWith('-') ? -ms : ms) / 1000;
    },
    urlQueryEscape: (of) => queryEscape(text(of)),
  };
}

function text(value: Value): string {
  if (typeof value === 'string') return value;
  throw new TemplateError(`wrong type for value; expected string; got ${typeName(value)}`);
}

function sample(value: Value): Sample {
  if (value instanceof Sample) return value;
  throw new TemplateError(`wrong type for value; expected *template.sample; got ${typeName(value)}`);
}

function samples(value: Value): readonly Sample[] {
  if (isList(value) && value.every((item) => item instanceof Sample)) return value;
  throw new TemplateError(`wrong type for value; expected template.queryResult; got ${typeName(value)}`);
}

function float(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof GoDuration) return value.nanoseconds / 1e9;
  if (typeof value !== 'string') throw new TemplateError(`can't convert ${typeName(value)} to float`);
  if (/^[+-]?(?:inf|infinity)$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(value)) return Number.NaN;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return Number(value);
  throw new TemplateError(`strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`);
}

/** Milliseconds of a time, as `model.Time` keeps it; one that int64 nanoseconds cannot hold is an error. */
function timeOf(seconds: number): GoTime {
  const nanoseconds = seconds * 1e9;
  // 2^63 as a float64 is beyond int64 already.
  if (!(nanoseconds > -9.223372036854776e18 && nanoseconds < 9.223372036854776e18)) {
    throw new TemplateError(
      `${formatShort(seconds)} cannot be represented as a nanoseconds timestamp since it overflows int64`,
    );
  }
  return new GoTime(Math.floor(nanoseconds / 1e6));
}

function matches(pattern: string, of: string): boolean {
  const compiled = compileRegexp(`(?s:.*)(?-s:${pattern})(?s:.*)`);
  if (!compiled.ok) throw new TemplateError(compiled.error);
  return compiled.value.matches(of);
}

const MAX_REPLACED = 64 * 1024;
const MAX_REPLACED_OUTPUT = 1024 * 1024;
/** The matches of a text can each take as long as the text is: together that is about a second. */
const MAX_SEARCH_STEPS = 10_000_000;
const MAX_REPLACEMENT = 4 * 1024;

/** As Go's `regexp.ReplaceAllString`: leftmost matches that do not overlap. */
function replaceAll(pattern: string, replacement: string, of: string): string {
  if (of.length > MAX_REPLACED) throw new TemplateError(`reReplaceAll: the text is longer than ${MAX_REPLACED}`);
  if (replacement.length > MAX_REPLACEMENT)
    throw new TemplateError(`reReplaceAll: the replacement is longer than ${MAX_REPLACEMENT}`);
  const compiled = compileCaptures(`(?s:.*?)((?-s:${pattern}))`);
  if (!compiled.ok) throw new TemplateError(compiled.error);
  const { match, names } = compiled.value;
  const shifted = new Map([...names].map(([name, group]) => [name, group - 1]));
  const search = { steps: MAX_SEARCH_STEPS };
  let out = '';
  let from = 0;
  while (from <= of.length) {
    if (out.length > MAX_REPLACED_OUTPUT) throw new TemplateLimit('reReplaceAll writes too much');
    const slots = match(of, from, search);
    if (search.steps < 0) throw new TemplateLimit('reReplaceAll takes too long');
    if (slots === undefined) break;
    const [start = 0, end = 0] = slots.slice(2);
    out += of.slice(from, start) + expandTemplate(replacement, of, slots.slice(2), shifted);
    from = end;
    if (end === start) {
      // An empty match lets one character pass.
      out += of.slice(end, end + 1);
      from = end + 1;
    }
  }
  return out + of.slice(from);
}

/** As Go's `net.SplitHostPort`; undefined where it gives an error. */
function splitHostPort(of: string): { readonly host: string; readonly port: string } | undefined {
  const colon = of.lastIndexOf(':');
  if (colon < 0) return undefined;
  if (of.startsWith('[')) {
    const close = of.indexOf(']');
    if (close < 0 || close + 1 !== colon) return undefined;
    const host = of.slice(1, close);
    return /[[\]]/.test(host + of.slice(colon)) ? undefined : { host, port: of.slice(colon + 1) };
  }
  const host = of.slice(0, colon);
  return /[:[\]]/.test(host) ? undefined : { host, port: of.slice(colon + 1) };
}

function stripDomain(of: string): string {
  const split = splitHostPort(of);
  const host = split?.host ?? of;
  if (isIP(host) !== 0) return of;
  const bare = host.split('.')[0] ?? '';
  return split === undefined ? bare : `${bare}:${split.port}`;
}
