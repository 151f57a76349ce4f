import fs from 'node:fs';
import path from 'node:path';
import { NO_BUCKETS } from '../../src/model/nativeHistogram.ts';
import { expandText } from '../../src/engine/template/expandText.ts';
import { GoHistogram, Sample, type Value } from '../../src/engine/template/value.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';

interface Scenario {
  readonly text: string;
  readonly output?: string;
  readonly errorMsg?: string;
  readonly shouldFail: boolean;
  readonly html: boolean;
  /** Go source of the input and of what a query gives. */
  readonly inputGo?: string;
  readonly queryResult?: string;
  readonly optionsGo?: string;
}

/** What the Go tests compute as the output of their histogram of 3 observations (`FloatHistogram.String`). */
const HISTOGRAM_TEXT = '{count:3, sum:10}';

/** When and where the scenarios take place (template_test.go). */
const NOW_MS = 1_353_755_652_000;
const EXTERNAL_URL = 'http://testhost:9090/path/prefix';

/** Prometheus' template scenarios, but for the HTML mode, which no alert uses. */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('templates', options, print);
  const given = options.path ?? path.resolve(import.meta.dirname, '../../../shared/conformance');
  const file = given.endsWith('.json') ? given : path.join(given, 'template-scenarios.json');
  if (!fs.existsSync(file)) {
    board.skip('templates', 'the file with the scenarios is not there');
    return board.end();
  }
  const scenarios = JSON.parse(fs.readFileSync(file, 'utf8')) as Scenario[];
  const html = scenarios.filter((scenario) => scenario.html);
  const cases = scenarios.filter((one) => !html.includes(one));
  board.file(
    'scenarios',
    cases.map((scenario) => ({ name: JSON.stringify(scenario.text), found: judge(scenario) })),
  );
  if (html.length > 0) board.skip('HTML mode', 'alerts do not use it', html.length);
  return board.end();
}

function judge(scenario: Scenario): string | undefined {
  const samples = readSamples(scenario.queryResult ?? '');
  const scene = {
    query: (expr: string) => (scenario.queryResult === undefined ? [new Sample({}, Number(expr))] : samples),
    nowMs: NOW_MS,
    externalUrl: EXTERNAL_URL,
  };
  const missingKey = /missingkey=error/.test(scenario.optionsGo ?? '') ? ({ missingKey: 'error' } as const) : {};
  const result = expandText('test', scenario.text, readInput(scenario.inputGo), scene, missingKey);
  if (scenario.shouldFail) {
    if (result.ok) return `gave ${JSON.stringify(result.value)}; should fail: ${scenario.errorMsg}`;
    return result.error === scenario.errorMsg ? undefined : `said ${result.error}; should be: ${scenario.errorMsg}`;
  }
  if (!result.ok) return `failed: ${result.error}`;
  const wanted = scenario.output ?? (/FloatHistogram/.test(JSON.stringify(scenario)) ? HISTOGRAM_TEXT : '');
  return result.value === wanted
    ? undefined
    : `gave ${JSON.stringify(result.value)}; should be ${JSON.stringify(wanted)}`;
}

/** The samples of a Go literal `promql.Vector{…}`. */
function readSamples(go: string): Sample[] {
  const pattern = /labels\.FromStrings\(([^)]*)\)[\s\S]*?(?:F:\s*([\d.]+)|H:\s*(&[^}]*\}))/g;
  return [...go.matchAll(pattern)].map(([, labels = '', value, histogram = '']) => {
    const words = labels.split(',').map((word) => word.trim());
    const texts = words.map((word) => (word === 'labels.MetricName' ? '__name__' : word.replaceAll('"', '')));
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < texts.length; i += 2) pairs.push([texts[i] ?? '', texts[i + 1] ?? '']);
    return new Sample(Object.fromEntries(pairs), readHistogram(histogram) ?? Number(value));
  });
}

/** A Go literal `&histogram.FloatHistogram{Count: 3, Sum: 10}`. */
function readHistogram(go: string): GoHistogram | undefined {
  const [, count, sum] = /^&histogram\.FloatHistogram\{Count: (\d+), Sum: (\d+)\}$/.exec(go) ?? [];
  if (count === undefined) return undefined;
  return new GoHistogram({
    schema: 0,
    count: Number(count),
    sum: Number(sum),
    zeroThreshold: 0,
    zeroCount: 0,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
    customBounds: [],
    resetHint: 'unknown',
  });
}

/** A Go slice of numbers or texts, such as `[]float64{0.0, math.Inf(1)}`. */
function readInput(go: string | undefined): Value {
  const [, value] = /^&sample\{Value: (.*)\}$/.exec(go ?? '') ?? [];
  if (value !== undefined) return new Sample({}, readHistogram(value) ?? Number(value));
  const [, type = '', items = ''] = /^\[\](\w+)\{([\s\S]*)\}$/.exec(go ?? '') ?? [];
  if (type === '') return undefined;
  return items.split(/,(?![^(]*\))/).map((item): Value => {
    const text = item.trim();
    if (type === 'string') return text.replaceAll('"', '');
    return type === 'float64' ? readFloat(text) : (CONSTANTS[text] ?? BigInt(text));
  });
}

const CONSTANTS: Readonly<Record<string, bigint>> = {
  'math.MaxInt64': 2n ** 63n - 1n,
  'math.MinInt64': -(2n ** 63n),
  'math.MaxUint64': 2n ** 64n - 1n,
};

function readFloat(text: string): number {
  if (text === 'math.Inf(1)') return Infinity;
  if (text === 'math.Inf(-1)') return -Infinity;
  if (text === 'math.NaN()') return Number.NaN;
  // A sum of products, as in 86400 + 3600.
  const inner = /^-\((.*)\)$/.exec(text)?.[1];
  if (inner !== undefined) return -readFloat(inner);
  return text
    .split('+')
    .map((sum) => sum.split('*').reduce((product, factor) => product * Number(factor), 1))
    .reduce((a, b) => a + b, 0);
}
