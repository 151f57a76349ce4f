import { isUnit, type Unit, UNITS } from '../base/unit.ts';
import type { SignalSetting } from '../model/signal.ts';
import { nearest } from './nearest.ts';
import * as problems from './problems.ts';
import { isObject, isPresent, readEntries, readObject, readText, type Value } from './value.ts';

export const SIGNAL_KEYS = ['query', 'unit'] as const;

const MAX_QUERY = 10_000;
const EXPECTED = 'a PromQL query, false, or an object such as { "query": "sum(up)", "unit": "seconds" },';

/**
 * What a service's settings say of its golden signals: a query in place of the one that was found, `false` to leave one out,
 * or a signal of the user's own. Whether a query is PromQL is for the engine to say, which alone can read it.
 */
export function readSignals(at: Value): SignalSetting[] {
  const entries = readEntries(at, 'an object such as { "p95": false, "queue": "sum(jobs_waiting)" }') ?? [];
  return entries.flatMap(([name, value]) => {
    if (/^[^\p{Cc}]{1,100}$/u.test(name) && name.trim() !== '') return readSignal(name, value);
    at.context.report(problems.badSignalName(value.path));
    return [];
  });
}

function readSignal(name: string, at: Value): SignalSetting[] {
  if (at.raw === false) return [{ name, off: true }];
  if (typeof at.raw === 'string') {
    const query = readQuery(at);
    return query === undefined ? [] : [{ name, query }];
  }
  if (!isObject(at.raw)) {
    at.context.report(problems.wrongType(at.path, EXPECTED, at.raw));
    return [];
  }
  const field = readObject(at, SIGNAL_KEYS, EXPECTED);
  if (field === undefined) return [];
  const query = isPresent(field('query')) ? readQuery(field('query')) : undefined;
  const unit = isPresent(field('unit')) ? readUnit(field('unit')) : undefined;
  if (query === undefined && unit === undefined) {
    if (!isPresent(field('query')) && !isPresent(field('unit')))
      at.context.report(problems.missingKey(at.path, 'query', 'a PromQL query such as "query": "sum(up)"'));
    return [];
  }
  return [{ name, ...(query !== undefined && { query }), ...(unit !== undefined && { unit }) }];
}

function readQuery(at: Value): string | undefined {
  const text = readText(at, 'a PromQL query')?.trim();
  if (text === undefined) return undefined;
  if (text !== '' && text.length <= MAX_QUERY) return text;
  at.context.report(
    problems.badQuery(at.path, text === '' ? 'it is empty' : `it is longer than ${MAX_QUERY} characters`),
  );
  return undefined;
}

function readUnit(at: Value): Unit | undefined {
  const { raw } = at;
  if (isUnit(raw)) return raw;
  if (typeof raw === 'string') at.context.report(problems.unknownUnit(at.path, nearest(raw, UNITS), UNITS));
  else at.context.report(problems.wrongType(at.path, 'a unit such as "seconds"', raw));
  return undefined;
}
