import type { Node } from 'yaml';
import { parseDuration } from '../../../base/duration.ts';
import { LabelSet } from '../../../model/labelSet.ts';
import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { TextRange } from '../../../model/problem.ts';
import type { Labels } from '../../../model/series.ts';
import { type FileProblem, YamlReader } from '../yamlReader.ts';
import { readSeriesLine } from './readSeries.ts';

export interface InputSeries {
  readonly labels: LabelSet;
  readonly items: ReturnType<typeof readSeriesLine>['items'];
}

export interface ExpectedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A sample that a query should give: a number, or a histogram, whose `value` then means nothing. */
export interface ExpectedSample {
  readonly labels: LabelSet;
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

/** One test of a file of promtool's format. Times are milliseconds. */
export interface UnitTest {
  readonly name: string;
  /** Where it stands in its file. */
  readonly range: TextRange | undefined;
  readonly intervalMs: number;
  readonly startMs: number;
  readonly series: readonly InputSeries[];
  readonly alerts: readonly {
    readonly evalMs: number;
    readonly alertname: string;
    readonly range: TextRange | undefined;
    readonly expected: readonly ExpectedAlert[];
  }[];
  readonly queries: readonly {
    readonly evalMs: number;
    readonly expr: string;
    readonly range: TextRange | undefined;
    readonly expected: readonly ExpectedSample[];
  }[];
  readonly externalLabels: Labels;
  readonly externalUrl: string;
}

export interface UnitTestFile {
  readonly ruleFiles: readonly string[];
  readonly evaluationIntervalMs: number;
  readonly groupOrder: readonly string[];
  /** Values may differ by one in the last place. */
  readonly fuzzy: boolean;
  readonly tests: readonly UnitTest[];
  readonly problems: readonly FileProblem[];
}

type Mapping = ReadonlyMap<string, { key: Node; value: Node | null }>;

const FILE_KEYS = ['rule_files', 'evaluation_interval', 'group_eval_order', 'fuzzy_compare', 'tests'];
const TEST_KEYS = [
  'name',
  'interval',
  'start_timestamp',
  'input_series',
  'alert_rule_test',
  'promql_expr_test',
  'external_labels',
  'external_url',
];

/** Values of all series of a file: it may name the same long line many times. */
const MAX_VALUES = 5_000_000;

/** Reads a unit-test file of promtool; what is wrong with it is in `problems`. Never throws. */
export function readTestFile(text: string): UnitTestFile {
  const yaml = new YamlReader(text);
  try {
    return read(yaml);
  } catch (error) {
    // A file that stands for more than can be looked at.
    if (!(error instanceof RangeError)) throw error;
    return {
      ruleFiles: [],
      evaluationIntervalMs: 60_000,
      groupOrder: [],
      fuzzy: false,
      tests: [],
      problems: [...yaml.problems, { message: error.message }],
    };
  }
}

function read(yaml: YamlReader): UnitTestFile {
  let values = 0;
  const file = yaml.mapping(yaml.root, 'a test file') ?? new Map();
  const value = (of: Mapping, key: string): Node | null | undefined => of.get(key)?.value;
  const string = (of: Mapping, key: string): string | undefined => yaml.text(value(of, key), key);
  const known = (of: Mapping, keys: readonly string[]): void => {
    for (const [name, { key }] of of) if (!keys.includes(name)) yaml.report(`field ${name} not found`, key);
  };
  const duration = (of: Mapping, key: string, otherwise: number): number => {
    const written = string(of, key);
    if (written === undefined) return otherwise;
    const ms = parseDuration(written.replace(/^-/, ''));
    if (ms === undefined) yaml.report(`not a valid duration string: "${written}"`, value(of, key));
    return written.startsWith('-') ? -(ms ?? 0) : (ms ?? otherwise);
  };
  const texts = (of: Mapping, key: string): Labels => {
    const node = value(of, key);
    if (node === undefined || node === null) return {};
    return Object.fromEntries(
      [...(yaml.mapping(node, key) ?? [])].map(([name, pair]) => [name, yaml.text(pair.value, name) ?? '']),
    );
  };
  const series = (metric: string, noted: string, node: Node): InputSeries[] => {
    if (values > MAX_VALUES) throw new RangeError(`the series of the file have more than ${MAX_VALUES} values`);
    try {
      const { labels, items } = readSeriesLine(`${metric} ${noted}`);
      values += items.length;
      return [{ labels, items }];
    } catch (error) {
      yaml.report(error instanceof Error ? error.message : String(error), node);
      return [];
    }
  };
  /** The mappings of a list, each with the place of its first key: what a failure of it is shown at. */
  const list = (of: Mapping, key: string): (readonly [Mapping, TextRange | undefined])[] =>
    yaml.list(value(of, key), key).flatMap((node) => {
      const mapping = yaml.mapping(node, key);
      if (mapping === undefined) return [];
      const [first] = mapping.values();
      const range = first === undefined ? undefined : yaml.rangeOf(first.key);
      return [[mapping, range]];
    });

  known(file, FILE_KEYS);
  const evaluationIntervalMs = duration(file, 'evaluation_interval', 60_000) || 60_000;
  const tests = list(file, 'tests').map(([test, range]): UnitTest => {
    known(test, TEST_KEYS);
    return {
      range,
      name: string(test, 'name') ?? '',
      intervalMs: duration(test, 'interval', 0) || evaluationIntervalMs,
      startMs: startOf(string(test, 'start_timestamp')),
      series: yaml.list(value(test, 'input_series'), 'input_series').flatMap((node) => {
        const of = yaml.mapping(node, 'input_series');
        return of === undefined ? [] : series(string(of, 'series') ?? '', string(of, 'values') ?? '', node);
      }),
      alerts: list(test, 'alert_rule_test').map(([of, at]) => ({
        range: at,
        evalMs: duration(of, 'eval_time', 0),
        alertname: string(of, 'alertname') ?? '',
        expected: list(of, 'exp_alerts').map(([alert]) => ({
          labels: texts(alert, 'exp_labels'),
          annotations: texts(alert, 'exp_annotations'),
        })),
      })),
      queries: list(test, 'promql_expr_test').map(([of, at]) => ({
        range: at,
        evalMs: duration(of, 'eval_time', 0),
        expr: string(of, 'expr') ?? '',
        expected: yaml.list(value(of, 'exp_samples'), 'exp_samples').flatMap((node) => {
          const sample = yaml.mapping(node, 'exp_samples');
          if (sample === undefined) return [];
          const noted = string(sample, 'histogram') ?? '';
          const metric = string(sample, 'labels') ?? '{}';
          return series(metric === '' ? '{}' : metric, noted === '' ? '0' : noted, node).map(
            ({ labels, items: [item] }): ExpectedSample => {
              if (typeof item === 'object') return { labels, value: NaN, histogram: item.histogram };
              return { labels, value: numberOf(string(sample, 'value') ?? '0') };
            },
          );
        }),
      })),
      externalLabels: texts(test, 'external_labels'),
      externalUrl: string(test, 'external_url') ?? '',
    };
  });
  return {
    ruleFiles: yaml
      .list(value(file, 'rule_files'), 'rule_files')
      .flatMap((node) => yaml.text(node, 'rule_files') ?? []),
    evaluationIntervalMs,
    groupOrder: yaml
      .list(value(file, 'group_eval_order'), 'group_eval_order')
      .flatMap((node) => yaml.text(node, '') ?? []),
    fuzzy: string(file, 'fuzzy_compare') === 'true',
    tests,
    problems: yaml.problems,
  };
}

/** Unix milliseconds of seconds or RFC 3339. */
function startOf(text: string | undefined): number {
  if (text === undefined) return 0;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** As YAML writes numbers: `.inf` and `.nan` too. */
function numberOf(text: string): number {
  const plain = text.toLowerCase().replace(/^([+-]?)\.(inf|nan)$/, '$1$2');
  if (plain.endsWith('nan')) return Number.NaN;
  if (plain.endsWith('inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  return Number(plain.replaceAll('_', ''));
}
