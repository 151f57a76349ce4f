// npm run conformance -- alerts [--minutes 10] [--seed 1]: a real Prometheus over targets with faults, and our engine over what those
// targets answered it, each rule over the scrapes that Prometheus' own could see: each evaluation must leave the same alerts in the
// same states.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { GroupEvaluator } from '../../src/engine/rules/groupEvaluator.ts';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';
import { TargetScraper } from '../../src/engine/scrape/targetScraper.ts';
import type { SeriesSource } from '../../src/engine/store/storage.ts';
import { Store } from '../../src/engine/store/store.ts';
import type { Labels } from '../../src/model/series.ts';
import type { ActiveAlert } from '../../src/engine/rules/alertStates.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { hasPrometheus, PrometheusServer } from '../support/prometheusServer.ts';
import { type Answer, FaultTargets, type Job, JOBS, SERIAL_METRIC, TIMEOUT_MS } from './alerts/faultTargets.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';

const RULES_FILE = path.join(import.meta.dirname, 'alerts/rules.yml');
const BUILT_IN_FILE = path.join(import.meta.dirname, '../../media/rules/watchpost.rules.yml');
const INTERVAL_MS = 1_000;
/** For so many evaluations after its start Prometheus looks for alerts of before it, and writes none (rules/alerting.go, `restored`). */
const RESTORING = 2;
/** So many scrapes of one job, and less, can be told in a digit of `LOOK`. */
const MAX_SCRAPES = 1e5;
/** How many scrapes of each job are there, in one query and one number: then all are of one moment, and no limit of a group is met. */
const LOOK = JOBS.map(
  (job, i) => `sum(${MAX_SCRAPES ** i} * (count_over_time(up{job="${job}"}[1d]) or on() vector(0)))`,
).join(' + ');

export interface AlertsOptions extends SuiteOptions {
  readonly minutes?: number;
  readonly seed?: number;
}

/** A scrape as Prometheus stored it; `body` is absent where it got nothing that it could use. */
interface Scrape {
  readonly job: Job;
  readonly body: string | undefined;
  /** The timestamp of its samples, in Unix milliseconds. */
  readonly atMs: number;
}

/** How many scrapes of each job a rule could see: `LOOK`'s value. */
type Seen = number;

/** The alerts that our rules left at each evaluation. */
type Replay = ReadonlyMap<Evaluation, States>;

/** An alert's state by its labels: `pending`, or `firing since 1700000000`. */
type States = ReadonlyMap<string, string>;

export async function run(options: AlertsOptions, print: (line: string) => void = console.log): Promise<Score> {
  const { minutes = 0.5, seed = 1 } = options;
  const board = new Scoreboard('alerts', options, print);
  if (!hasPrometheus()) {
    board.skip('alerts', 'Prometheus and promtool are not installed here');
    return board.end();
  }
  const rules = ruleFile();
  const recording = await record(rules, minutes * 60_000, seed);
  const { scrapes, evaluations, changes } = recording;
  const torn = evaluations.flatMap(tornRules);
  let ours = replay(rules, recording);
  for (const { evaluation, i, after } of torn) {
    // It saw the scrape or did not: what Prometheus made of it tells.
    const before = evaluation.seen.get(i) ?? 0;
    evaluation.seen.set(i, after);
    const other = replay(rules, recording);
    if (agreeing(evaluations, other) > agreeing(evaluations, ours)) ours = other;
    else evaluation.seen.set(i, before);
  }
  const seen = new Set<string>();
  let states = 0;
  for (const [group, times] of groupBy(evaluations)) {
    board.file(
      group,
      times.slice(RESTORING).map((evaluation) => {
        states += evaluation.states.size;
        for (const [labels, state] of evaluation.states) seen.add(`${labels} ${state.split(' ')[0]}`);
        return { name: new Date(evaluation.atMs).toISOString(), found: difference(evaluation, ours) };
      }),
    );
  }
  print(
    `seed ${seed}, ${minutes} min: ${changes} changes of faults, ${scrapes.length} scrapes, ${states} alerts compared, ` +
      `${seen.size} of different labels and state, ${torn.length} rules ran while a scrape was stored`,
  );
  return board.end();
}

/**
 * Our rules, and the built-in ones. Before and after each rule stands one that records which scrapes can be seen: a scrape is
 * stored some milliseconds after its timestamp, and an evaluation runs some after its own, so that the times alone do not tell.
 */
function ruleFile(): string {
  const groups = [RULES_FILE, BUILT_IN_FILE].flatMap(
    (file) => (parse(readFileSync(file, 'utf8')) as { groups: { name: string; rules: object[] }[] }).groups,
  );
  for (const group of groups) {
    const { name, rules } = group;
    const look = (before: number): object => ({
      record: 'seen',
      expr: LOOK,
      labels: { group: name, before: String(before) },
    });
    group.rules = [...rules.flatMap((rule, i) => [look(i), rule]), look(rules.length)];
  }
  return stringify({ groups });
}

interface Recording {
  readonly scrapes: readonly Scrape[];
  readonly evaluations: readonly Evaluation[];
  /** How often a target took on or lost a fault. */
  readonly changes: number;
  readonly instance: string;
}

/** Lets Prometheus watch the targets, and asks it afterwards for what it did. */
async function record(rules: string, lastsMs: number, seed: number): Promise<Recording> {
  const targets = await FaultTargets.start(seed);
  const server = await PrometheusServer.start(['# EOF\n'], {
    config: configuration(targets.port),
    target: `127.0.0.1:${targets.port}`,
    rules,
  });
  try {
    await sleep(lastsMs);
    const window = `${Math.ceil(lastsMs / 1000) + 30}s`;
    const samplesOf = (name: string): Promise<RawSeries[]> => rawSamples(server, `${name}[${window}]`);
    // What tells of an evaluation's beginning is asked for first: so the alerts of each that is known are there.
    const seen = await samplesOf('seen');
    const [ups, serials, alerts, since] = await Promise.all(
      ['up', SERIAL_METRIC, 'ALERTS', 'ALERTS_FOR_STATE'].map(samplesOf),
    );
    return {
      scrapes: scrapesOf(ups ?? [], serials ?? [], targets.answers),
      evaluations: evaluationsOf(rules, seen, alerts ?? [], since ?? []),
      changes: targets.schedule.changes,
      instance: `127.0.0.1:${targets.port}`,
    };
  } finally {
    await server.stop();
    targets.stop();
  }
}

function configuration(port: number): string {
  const jobs = JOBS.map(
    (job) => `  - { job_name: ${job}, metrics_path: /${job}, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }\n`,
  );
  return `global: { scrape_interval: 1s, scrape_timeout: ${TIMEOUT_MS}ms, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
${jobs.join('')}`;
}

interface RawSeries {
  readonly labels: Labels;
  readonly samples: readonly { readonly atMs: number; readonly value: number }[];
}

async function rawSamples(server: PrometheusServer, query: string): Promise<RawSeries[]> {
  const answer = await server.query('query', { query });
  const result = (answer.data?.result ?? []) as readonly {
    readonly metric: Labels;
    readonly values: readonly (readonly [number, string])[];
  }[];
  return result.map(({ metric, values }) => ({
    labels: metric,
    samples: values.map(([seconds, value]) => ({ atMs: Math.round(seconds * 1000), value: Number(value) })),
  }));
}

/** The scrapes in Prometheus' storage, each with what the target answered it: the answers have numbers. */
function scrapesOf(ups: readonly RawSeries[], serials: readonly RawSeries[], answers: readonly Answer[]): Scrape[] {
  const serialOf = new Map(
    serials.flatMap(({ labels, samples }) => samples.map(({ atMs, value }) => [`${labels['job']} ${atMs}`, value])),
  );
  return ups.flatMap(({ labels, samples }) => {
    const job = JOBS.find((one) => one === labels['job']);
    if (job === undefined) throw new Error(`${JSON.stringify(labels)} was not to be scraped`);
    return samples.map(({ atMs, value }): Scrape => {
      if (value === 0) return { job, atMs, body: garbageAt(job, atMs, answers) };
      const body = answers[serialOf.get(`${job} ${atMs}`) ?? NaN]?.body;
      if (body === undefined) throw new Error(`${job} gave no answer that was stored at ${atMs}`);
      return { job, atMs, body };
    });
  });
}

/** Of a scrape that failed: what came and could not be read, if anything; a whole body that failed came too late. */
function garbageAt(job: Job, atMs: number, answers: readonly Answer[]): string | undefined {
  const near = answers.find((answer) => answer.job === job && Math.abs(answer.askedMs - atMs) < INTERVAL_MS / 2);
  return near?.body?.includes(SERIAL_METRIC) === true ? undefined : near?.body;
}

interface Evaluation {
  readonly group: string;
  readonly atMs: number;
  readonly states: States;
  /** What each rule saw, by its place in its group. */
  readonly seen: Map<number, Seen>;
}

/** The rules after which more scrapes were there than before. */
function tornRules(evaluation: Evaluation): { evaluation: Evaluation; i: number; after: Seen }[] {
  const { seen } = evaluation;
  return [...seen].flatMap(([i, before]) => {
    const after = seen.get(i + 1) ?? before;
    return after === before ? [] : [{ evaluation, i, after }];
  });
}

/** Each evaluation of each group, with the alerts that it left. */
function evaluationsOf(
  rules: string,
  seen: readonly RawSeries[],
  alerts: readonly RawSeries[],
  since: readonly RawSeries[],
): Evaluation[] {
  const groupOf = new Map(
    readRuleFile(rules).groups.flatMap((group) => group.rules.map(({ name }) => [name, group.name])),
  );
  const at = new Map<string, Map<string, string>>();
  const sinceOf = new Map<string, number>();
  for (const { labels, samples } of since) {
    for (const { atMs, value } of samples) sinceOf.set(`${keyOf(labels)} ${atMs}`, value);
  }
  for (const { labels, samples } of alerts) {
    const { alertstate = '', alertname = '' } = labels;
    for (const { atMs } of samples) {
      const when = `${groupOf.get(alertname)} ${atMs}`;
      const states = at.get(when) ?? new Map<string, string>();
      const key = keyOf(labels);
      states.set(`${key} ${alertstate}`, `${alertstate} since ${sinceOf.get(`${key} ${atMs}`) ?? 'never'}`);
      at.set(when, states);
    }
  }
  const byGroupAndTime = new Map<string, Evaluation>();
  for (const { labels, samples } of seen) {
    const { group = '', before } = labels;
    for (const { atMs, value } of samples) {
      const key = `${group} ${atMs}`;
      const evaluation = byGroupAndTime.get(key) ?? { group, atMs, states: at.get(key) ?? new Map(), seen: new Map() };
      byGroupAndTime.set(key, evaluation);
      evaluation.seen.set(Number(before), value);
    }
  }
  const all = [...byGroupAndTime.values()].toSorted((a, b) => a.atMs - b.atMs);
  // The last one may still have been under way.
  return [...groupBy(all).values()].flatMap((ofGroup) => {
    const isWhole = ofGroup.at(-1)?.seen.size === ofGroup[0]?.seen.size;
    return isWhole ? ofGroup : ofGroup.slice(0, -1);
  });
}

function keyOf({ __name__: _name, alertstate: _state, ...labels }: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Evaluates the same at the same times, by our own scraper, store and rules, over the scrapes that Prometheus could see. */
function replay(rules: string, { scrapes, evaluations, instance }: Recording): Replay {
  const events = [...scrapes, ...evaluations].toSorted((a, b) => a.atMs - b.atMs);
  const clock = new FakeClock((events[0]?.atMs ?? 0) - 1);
  const store = Store.open({ clock, maxAgeMs: 86_400_000, maxBytes: 2 ** 28 });
  const scraped = new Map<string, Job>();
  const scraperOf = new Map(
    JOBS.map((job) => [
      job,
      new TargetScraper<ReturnType<Store['ref']>>(
        {
          resolve(labels) {
            scraped.set(labels.key, job);
            return store.ref(labels);
          },
          append: (ref, ms, value) => store.append(ref, ms, value),
        },
        clock,
        { targetLabels: { job, instance } },
      ),
    ]),
  );
  const ofJob = Map.groupBy(scrapes, ({ job }) => job);
  let seen: Seen = 0;
  const source = onlySeen(
    store,
    (series) => scraped.get(series),
    (job) =>
      ofJob.get(job)?.[(Math.floor(seen / MAX_SCRAPES ** JOBS.indexOf(job)) % MAX_SCRAPES) - 1]?.atMs ?? -Infinity,
  );
  const { groups, problems } = readRuleFile(rules);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const evaluators = new Map(
    groups.map((group) => [
      group.name,
      new GroupEvaluator(group, {
        store: { source, append: (labels, atMs, value) => void store.append(store.ref(labels), atMs, Number(value)) },
      }),
    ]),
  );
  const states = new Map<Evaluation, States>();
  for (const event of events) {
    clock.advance(Math.max(0, event.atMs - clock.now()));
    if ('job' in event) {
      const scraper = scraperOf.get(event.job);
      if (event.body === undefined) scraper?.fail('no answer', { atMs: event.atMs });
      else scraper?.scrapeNow(Buffer.from(event.body), { contentType: 'text/plain', atMs: event.atMs });
      continue;
    }
    const evaluator = evaluators.get(event.group);
    const steps = evaluator?.evaluateStepwise(event.atMs);
    // Of each rule two steps, its own after the one for what was seen.
    for (let step = 0; ; step++) {
      seen = event.seen.get(Math.floor(step / 2)) ?? 0;
      if (steps?.next().done !== false) break;
    }
    const alerts = evaluator?.outcomes.flatMap((outcome) => outcome.alerts) ?? [];
    states.set(event, statesOf(alerts));
  }
  store.dispose();
  return states;
}

/** The series of `store`, those that `jobOf` knows only up to the scrape of their job that was seen. */
function onlySeen(
  store: SeriesSource,
  jobOf: (series: string) => Job | undefined,
  seenOf: (job: Job) => number,
): SeriesSource {
  return {
    select: (matchers, fromMs, toMs) =>
      store.select(matchers, fromMs, toMs).map((series) => {
        const job = jobOf(series.labels.key);
        const lastMs = job === undefined ? Infinity : seenOf(job);
        return { labels: series.labels, read: (from, to, into) => series.read(from, Math.min(to, lastMs), into) };
      }),
  };
}

function statesOf(alerts: readonly ActiveAlert[]): States {
  return new Map(
    alerts
      .filter(({ state }) => state !== 'inactive')
      .map(({ labels, state, activeAtMs }) => [
        `${keyOf(labels)} ${state}`,
        `${state} since ${Math.floor(activeAtMs / 1000)}`,
      ]),
  );
}

/** What differs, in a line; undefined where nothing does. */
function difference(evaluation: Evaluation, replayed: Replay): string | undefined {
  const theirs = evaluation.states;
  const ours: States = replayed.get(evaluation) ?? new Map();
  const missing = [...theirs].filter(([key, state]) => ours.get(key) !== state);
  const extra = [...ours].filter(([key]) => !theirs.has(key));
  const parts = [
    ...missing.map(([key, state]) => `${key}: theirs ${state}, ours ${ours.get(key) ?? 'not there'}`),
    ...extra.map(([key, state]) => `${key}: ours ${state}, theirs not there`),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

function agreeing(evaluations: readonly Evaluation[], replayed: Replay): number {
  return evaluations.filter((evaluation) => difference(evaluation, replayed) === undefined).length;
}

function groupBy(evaluations: readonly Evaluation[]): ReadonlyMap<string, readonly Evaluation[]> {
  return Map.groupBy(evaluations, ({ group }) => group);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
