import { dirname, isAbsolute, join } from 'node:path';
import { LabelSet } from '../../../model/labelSet.ts';
import type { TextRange } from '../../../model/problem.ts';
import type { RuleGroup } from '../../../model/rule.ts';
import { type Labels, STALE_NAN } from '../../../model/series.ts';
import type { RuleTestFailure } from '../../../protocol/rules.ts';
import { formatDuration, quote } from '../../promql/goText.ts';
import { noteHistogram } from '../../promql/histogram/printHistogram.ts';
import { instantQuerySync } from '../../promql/query.ts';
import type { ActiveAlert } from '../alertStates.ts';
import { GroupEvaluator } from '../groupEvaluator.ts';
import { readRuleFile } from '../readRuleFile.ts';
import { type ExpectedAlert, type ExpectedSample, readTestFile, type UnitTest, type UnitTestFile } from './testFile.ts';
import { TestStore } from './testStore.ts';

export interface RuleTestOptions {
  readText(file: string): string;
  /** The files that a pattern of `rule_files` names. */
  glob(pattern: string): readonly string[];
  /** Only the tests whose name it takes. */
  readonly runs?: (name: string, index: number) => boolean;
}

/** What a file of unit tests came to: a text as promtool prints it for each failure. */
export interface RuleTestResult {
  readonly passed: number;
  readonly failures: readonly string[];
  /** Those that were run, in the file's order. */
  readonly tests: readonly { readonly index: number; readonly failures: readonly RuleTestFailure[] }[];
}

/** Runs a file of promtool's unit tests (cmd/promtool/unittest.go); never throws for what the files hold. */
export function runRuleTests(file: string, options: RuleTestOptions): RuleTestResult {
  const tests = readTestFile(options.readText(file));
  if (tests.problems.length > 0)
    return { passed: 0, failures: tests.problems.map(({ message }) => message), tests: [] };
  const groups: RuleGroup[] = [];
  const failures: string[] = [];
  for (const pattern of tests.ruleFiles) {
    const whole = isAbsolute(pattern) ? pattern : join(dirname(file), pattern);
    const found = options.glob(whole);
    if (found.length === 0) failures.push(`no file match pattern ${whole}`);
    for (const name of found) {
      const read = readRuleFile(options.readText(name));
      groups.push(...read.groups);
      failures.push(...read.problems.map(({ message }) => `${name}: ${message}`));
    }
  }
  if (failures.length > 0) return { passed: 0, failures, tests: [] };
  const order = new Map(tests.groupOrder.map((name, i) => [name, i]));
  const sorted = groups.toSorted((a, b) => (order.get(a.name) ?? -1) - (order.get(b.name) ?? -1));
  let passed = 0;
  const run: RuleTestResult['tests'][number][] = [];
  for (const [index, test] of tests.tests.entries()) {
    if (options.runs?.(test.name, index) === false) continue;
    const found = runTest(test, tests, sorted);
    run.push({ index, failures: found });
    if (found.length === 0) passed++;
    else failures.push(...found.map(({ text }) => (test.name === '' ? text : `  name: ${test.name},\n${text}`)));
  }
  return { passed, failures, tests: run };
}

/** The engine has nothing else to do meanwhile; an interval of a millisecond and a check after a year would take for ever. */
const MAX_EVALUATIONS = 5_000_000;

function runTest(test: UnitTest, file: UnitTestFile, groups: readonly RuleGroup[]): RuleTestFailure[] {
  const store = new TestStore();
  const stepMs = file.evaluationIntervalMs;
  // promtool keeps metric names until the end of a query only where the feature is on.
  const query = { delayedNameRemoval: false, defaultSubqueryStepMs: stepMs };
  const evaluators = groups.map(
    (group) =>
      new GroupEvaluator(group, { store, externalLabels: test.externalLabels, externalUrl: test.externalUrl, query }),
  );
  const lastMs = Math.max(0, ...[...test.alerts, ...test.queries].map(({ evalMs }) => evalMs));
  const rules = groups.reduce((sum, group) => sum + group.rules.length, 1);
  if ((lastMs / stepMs) * rules > MAX_EVALUATIONS)
    return [{ text: `    the rules would be evaluated more than ${MAX_EVALUATIONS} times until the last check` }];
  const failures: RuleTestFailure[] = [];
  const due = test.alerts.toSorted((a, b) => a.evalMs - b.evalMs);
  const next = new Map<UnitTest['series'][number], number>();
  for (let offsetMs = 0; offsetMs <= lastMs; offsetMs += stepMs) {
    const atMs = test.startMs + offsetMs;
    loadUntil(test, store, offsetMs, next);
    const firing = new Map<string, ActiveAlert[]>();
    for (const evaluator of evaluators) {
      const everyMs = evaluator.group.intervalMs ?? stepMs;
      if (offsetMs % Math.max(everyMs, stepMs) !== 0) {
        // Its alerts stand as they were.
        for (const { rule, alerts } of evaluator.outcomes) collect(firing, rule.name, alerts);
        continue;
      }
      for (const { rule, alerts, error } of evaluator.evaluate(atMs)) {
        if (error !== undefined) {
          return [{ text: `    rule: ${rule.name}, time: ${formatDuration(offsetMs)}, err: ${error}` }];
        }
        collect(firing, rule.name, alerts);
      }
    }
    while (due[0] !== undefined && due[0].evalMs < offsetMs + stepMs) {
      const check = due.shift();
      if (check !== undefined) failures.push(...compareAlerts(check, firing.get(check.alertname) ?? []));
    }
  }
  loadUntil(test, store, Infinity, next);
  for (const check of test.queries) failures.push(...checkQuery(check, test, file, store, query));
  return failures;
}

function collect(into: Map<string, ActiveAlert[]>, name: string, alerts: readonly ActiveAlert[]): void {
  const firing = alerts.filter(({ state }) => state === 'firing');
  into.set(name, [...(into.get(name) ?? []), ...firing]);
}

/** Appends the samples of the input up to `offsetMs`, each series from where it had come to. */
function loadUntil(
  test: UnitTest,
  store: TestStore,
  offsetMs: number,
  next: Map<UnitTest['series'][number], number>,
): void {
  for (const series of test.series) {
    let at = next.get(series) ?? 0;
    for (; at < series.items.length && at * test.intervalMs <= offsetMs; at++) {
      const item = series.items[at];
      if (item === undefined) continue;
      const value = item === 'stale' ? STALE_NAN : typeof item === 'number' ? item : item.histogram;
      store.append(series.labels, test.startMs + at * test.intervalMs, value);
    }
    next.set(series, at);
  }
}

function compareAlerts(check: UnitTest['alerts'][number], firing: readonly ActiveAlert[]): RuleTestFailure[] {
  const expected = check.expected.map(({ labels, annotations }) => ({
    labels: { ...labels, alertname: check.alertname },
    annotations,
  }));
  const [want, got] = [sortAlerts(expected), sortAlerts(firing)];
  if (JSON.stringify(want.map(textOf)) === JSON.stringify(got.map(textOf))) return [];
  const print = (alerts: readonly ExpectedAlert[]): string =>
    alerts.length === 0
      ? '[]'
      : `[${alerts.map((alert, i) => `\n            ${i}:\n              ${textOf(alert).replace('\n', '\n              ')}`).join('')}\n            ]`;
  return [
    {
      ...placeOf(check),
      text: `    alertname: ${check.alertname}, time: ${formatDuration(check.evalMs)}, \n        exp:${print(want)}, \n        got:${print(got)}`,
      expected: print(want).trim(),
      actual: print(got).trim(),
    },
  ];
}

function sortAlerts(alerts: readonly ExpectedAlert[]): ExpectedAlert[] {
  return alerts.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0));
}

function textOf({ labels, annotations }: ExpectedAlert): string {
  return `Labels:${printLabels(labels)}\nAnnotations:${printLabels(annotations)}`;
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${quote(value)}`).join(', ')}}`;
}

function checkQuery(
  check: UnitTest['queries'][number],
  test: UnitTest,
  file: UnitTestFile,
  store: TestStore,
  query: object,
): RuleTestFailure[] {
  const where = `    expr: ${quote(check.expr)}, time: ${formatDuration(check.evalMs)}`;
  const result = instantQuerySync(store.source, check.expr, test.startMs + check.evalMs, query);
  if (!result.ok) return [{ ...placeOf(check), text: `${where}, err: ${result.error}` }];
  const value = result.result;
  if (value.type !== 'vector' && value.type !== 'scalar')
    return [{ ...placeOf(check), text: `${where}, err: query result is not a vector or scalar` }];
  const samples: readonly ExpectedSample[] =
    value.type === 'scalar' ? [{ labels: LabelSet.EMPTY, value: value.value }] : value.samples;
  const print = (list: readonly ExpectedSample[]): string[] =>
    list.map((sample) => `${printLabels(sample.labels.toLabels())} ${textOfValue(sample)}`).sort();
  const matches =
    samples.length === check.expected.length &&
    check.expected.every((expected) => {
      const same = samples.find(({ labels }) => labels.key === expected.labels.key);
      if (same === undefined) return false;
      // As promtool does, by what is written: the hint counts too.
      if (same.histogram !== undefined || expected.histogram !== undefined)
        return textOfValue(same) === textOfValue(expected);
      return isSame(same.value, expected.value, file.fuzzy);
    });
  if (matches) return [];
  const line = (list: readonly string[]): string => (list.length === 0 ? 'nil' : list.join(', '));
  const [expected, actual] = [line(print(check.expected)), line(print(samples))];
  return [{ ...placeOf(check), text: `${where},\n        exp: ${expected}\n        got: ${actual}`, expected, actual }];
}

function textOfValue({ value, histogram }: ExpectedSample): string {
  return histogram === undefined ? String(value) : noteHistogram(histogram);
}

function placeOf({ range }: { readonly range: TextRange | undefined }): Pick<RuleTestFailure, 'range'> {
  return range === undefined ? {} : { range };
}

function isSame(a: number, b: number, fuzzy: boolean): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return fuzzy && (nextAfter(a, b) === b || nextAfter(b, a) === a);
}

/** The float64 next to `from` on the way to `to`, as Go's `math.Nextafter`. */
function nextAfter(from: number, to: number): number {
  if (!Number.isFinite(from) || from === to) return to;
  if (from === 0) return to > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const floats = new Float64Array([from]);
  const bits = new BigInt64Array(floats.buffer);
  bits[0] = (bits[0] ?? 0n) + (to > from === from > 0 ? 1n : -1n);
  return floats[0] ?? to;
}
