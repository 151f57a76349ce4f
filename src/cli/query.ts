import { createInterface } from 'node:readline';
import { systemClock } from '../base/clock.ts';
import { apiData } from '../engine/promql/apiData.ts';
import { instantQuery, type QueryRange, rangeQuery } from '../engine/promql/query.ts';
import { type Command, printError, readArguments, UsageError } from './command.ts';
import type { LoadedSeries } from './query/loadedSeries.ts';
import { loadSamples } from './query/loadSamples.ts';
import { readStep, readTime } from './query/readTime.ts';

/** When a query is evaluated. */
type When = { readonly kind: 'instant'; readonly atMs: number } | ({ readonly kind: 'range' } & QueryRange);

/** `watchpost query`: PromQL over samples from a file. Exit 1 where a query failed, 2 where the file cannot be read. */
export const query: Command = {
  usage: 'query --load FILE [--at T | --from A --to B --step S] [--stats] [QUERY...]',
  purpose:
    'evaluate PromQL, from the arguments or line by line from standard input, over OpenMetrics text with timestamps',
  async run(args) {
    const { values, positionals } = readArguments({
      args: [...args],
      allowPositionals: true,
      options: {
        load: { type: 'string' },
        at: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        step: { type: 'string' },
        stats: { type: 'boolean' },
      },
    });
    if (values.load === undefined) throw new UsageError('name the file with --load');
    // Wrong times are told before a large file is read.
    const given = readWhen(values);
    const loaded = await loadSamples(values.load, systemClock.now());
    if (!loaded.ok) {
      printError(loaded.error);
      return 2;
    }
    const when = given ?? { kind: 'instant', atMs: newestOf(loaded.value) };
    let failed = false;
    for await (const text of positionals.length > 0 ? positionals : linesOfInput()) {
      if (text.trim() === '') continue;
      const line = await answer(loaded.value, text, when, values.stats === true);
      console.log(JSON.stringify(line));
      failed ||= 'error' in line;
    }
    return failed ? 1 : 0;
  },
};

function newestOf(loaded: LoadedSeries): number {
  return Number.isFinite(loaded.newestMs) ? loaded.newestMs : systemClock.now();
}

async function* linesOfInput(): AsyncGenerator<string> {
  // Each line is answered before the next is waited for, so that another program can ask and listen in turn.
  yield* createInterface({ input: process.stdin, crlfDelay: Infinity });
}

async function answer(loaded: LoadedSeries, text: string, when: When, withStats: boolean): Promise<object> {
  const result =
    when.kind === 'instant' ? await instantQuery(loaded, text, when.atMs) : await rangeQuery(loaded, text, when);
  const notes = {
    ...(result.warnings.length > 0 && { warnings: result.warnings }),
    ...(result.infos.length > 0 && { infos: result.infos }),
  };
  if (!result.ok) return { errorType: result.errorType, error: result.error, ...notes };
  return { ...apiData(result.result), ...notes, ...(withStats && { stats: { evalMs: result.stats.evalMs } }) };
}

/** The times of the arguments; undefined where there are none, for the newest sample's. */
function readWhen(values: { at?: string; from?: string; to?: string; step?: string }): When | undefined {
  const { at, from, to, step } = values;
  const isRange = from !== undefined || to !== undefined || step !== undefined;
  if (isRange && at !== undefined) throw new UsageError('give either --at or --from, --to and --step');
  if (at !== undefined) return { kind: 'instant', atMs: time('at', at) };
  if (!isRange) return undefined;
  if (from === undefined || to === undefined || step === undefined)
    throw new UsageError('a range needs --from, --to and --step');
  const stepMs = readStep(step);
  if (stepMs === undefined) throw new UsageError(`--step ${step} is no number of seconds and no duration above 0`);
  const [fromMs, toMs] = [time('from', from), time('to', to)];
  if (toMs < fromMs) throw new UsageError('--to is before --from');
  return { kind: 'range', fromMs, toMs, stepMs };
}

function time(name: string, text: string): number {
  const ms = readTime(text);
  if (ms === undefined) throw new UsageError(`--${name} ${text} is neither Unix seconds nor RFC 3339`);
  return ms;
}
