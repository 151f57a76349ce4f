import type { LabelSet } from '../../../model/labelSet.ts';
import type { Matcher } from '../../../model/series.ts';
import { type Call, childrenOf, type Duration, type Expr, type VectorSelector } from '../ast.ts';
import { matcherTest } from '../check/checkSelector.ts';
import {
  ABSENT,
  cellAt,
  emptyVector,
  FLOAT,
  hasHistograms,
  type Value,
  VectorBuilder,
  type VectorColumns,
} from '../columns.ts';
import type { Context, Grid } from '../context.ts';
import { resolveDuration } from '../duration.ts';
import { evalVector } from '../evaluate.ts';
import { printLabels, withLabels } from '../labels.ts';
import { evalSelector } from '../selector/evalSelector.ts';
import { argOf } from './vectorFunctions.ts';

const TARGET_INFO: Matcher = { name: '__name__', op: '=', value: 'target_info' };
/** The labels that say which series an info series belongs to; Prometheus knows no others. */
const IDENTIFYING = ['instance', 'job'];

/** `info(v, {labels})`: adds to each series the labels of the info series with the same instance and job. */
export function* evalInfo(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const arg = argOf(call, 0);
  const base = yield* evalVector(context, arg, grid);
  const selector = call.args[1];
  const matchers = selector?.kind === 'selector' ? selector.matchers : [];
  const nameMatchers = infoNames(matchers.filter(({ name }) => name === '__name__'));
  const dataMatchers = matchers.filter(({ name }) => name !== '__name__');
  const isInfo = (labels: LabelSet): boolean => nameMatchers.every((one) => test(one)(labels.get('__name__')));
  const plain = base.labels.filter((labels) => !isInfo(labels));
  const infos = yield* selectInfos(context, arg, plain, [...nameMatchers, ...dataMatchers], grid);
  if (context.failed) return emptyVector(grid.steps);
  return join(context, base, isInfo, infos, dataMatchers);
}

function test(matcher: Matcher): (text: string) => boolean {
  const found = matcherTest(matcher);
  return typeof found === 'string' ? (): boolean => false : found;
}

/** Which metrics are info metrics: with no `=` or `=~` to say so, those that end in `_info`. */
function infoNames(matchers: readonly Matcher[]): readonly Matcher[] {
  if (matchers.some(({ op }) => op === '=' || op === '=~')) return matchers;
  if (matchers.length === 0) return [TARGET_INFO];
  return [{ name: '__name__', op: '=~', value: '.+_info' }, ...matchers];
}

interface Infos {
  readonly values: VectorColumns;
  /** Seconds at which the samples were taken. */
  readonly times: VectorColumns;
}

function* selectInfos(
  context: Context,
  arg: Expr,
  plain: readonly LabelSet[],
  matchers: readonly Matcher[],
  grid: Grid,
): Generator<void, Infos> {
  const none = { values: emptyVector(grid.steps), times: emptyVector(grid.steps) };
  const idMatchers = IDENTIFYING.flatMap((name): Matcher[] => {
    const values = new Set(plain.map((labels) => labels.get(name)).filter((value) => value !== ''));
    if (values.size === 0) return [];
    return [{ name, op: '=~', value: [...values].map(escapePattern).join('|') }];
  });
  if (idMatchers.length === 0) return none;
  const selector: VectorSelector = {
    kind: 'selector',
    name: '',
    matchers: [...idMatchers, ...matchers],
    anchored: false,
    smoothed: false,
    span: arg.span,
    ...modifiersOf(context, arg),
  };
  const values = yield* evalSelector(context, selector, grid, 'value');
  const times = yield* evalSelector(context, selector, grid, 'timestamp');
  if (hasHistograms(values)) context.fail('info sample should be float');
  return { values, times };
}

function escapePattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** `@` and `offset` of the first selector in the argument and of the subqueries around it: they hold for the info series too. */
function modifiersOf(context: Context, expr: Expr): Pick<VectorSelector, 'at' | 'offset'> {
  const path = pathToSelector(expr);
  let offsetMs = 0;
  for (const node of (path ?? []).toReversed()) {
    if (node.kind !== 'selector' && node.kind !== 'subquery') continue;
    if (node.offset !== undefined) offsetMs += resolveDuration(context, node.offset, true);
    if (node.at !== undefined) return { at: node.at, offset: literal(offsetMs, expr) };
  }
  return offsetMs === 0 ? {} : { offset: literal(offsetMs, expr) };
}

function literal(durationMs: number, { span }: Expr): Duration {
  return { kind: 'literal', seconds: durationMs / 1000, isDuration: true, span };
}

function pathToSelector(expr: Expr): readonly Expr[] | undefined {
  if (expr.kind === 'selector') return [expr];
  for (const child of childrenOf(expr)) {
    const path = pathToSelector(child);
    if (path !== undefined) return [expr, ...path];
  }
  return undefined;
}

function join(
  context: Context,
  base: VectorColumns,
  isInfo: (labels: LabelSet) => boolean,
  infos: Infos,
  dataMatchers: readonly Matcher[],
): VectorColumns {
  const { steps } = base;
  const wanted = new Set(dataMatchers.map(({ name }) => name));
  const mayBeMissing = dataMatchers.every((matcher) => test(matcher)(''));
  const bySignature = new Map<string, number[]>();
  infos.values.labels.forEach((labels, row) => {
    const key = signature(labels);
    bySignature.set(key, [...(bySignature.get(key) ?? []), row]);
  });
  const builder = new VectorBuilder(steps, base.labels.length);
  const rowOf = new Map<string, number>();
  const put = (labels: LabelSet, dropName: boolean, step: number, from: number): void => {
    let row = rowOf.get(labels.key);
    if (row === undefined) {
      row = builder.labels.length;
      const at = builder.row();
      builder.present.fill(ABSENT, at, at + steps);
      builder.add(labels, dropName, 1);
      rowOf.set(labels.key, row);
    }
    const at = row * steps + step;
    if (builder.present[at] !== ABSENT) context.fail('vector cannot contain metrics with the same labelset');
    const cell = cellAt(base, from);
    if (cell !== undefined) builder.put(at, cell);
  };
  checkConflicts(context, infos, bySignature, base);
  base.labels.forEach((labels, row) => {
    const dropName = base.dropName[row] ?? false;
    const partners = isInfo(labels) ? undefined : (bySignature.get(signature(labels)) ?? []);
    for (let step = 0; step < steps; step++) {
      const from = row * steps + step;
      if (base.present[from] === ABSENT) continue;
      if (partners === undefined) {
        put(labels, dropName, step, from);
        continue;
      }
      const here = newest(infos, partners, step);
      if (here.length === 0 && !mayBeMissing) continue;
      put(withInfoLabels(context, labels, here, wanted), dropName, step, from);
    }
  });
  return context.failed ? emptyVector(steps) : builder.build();
}

function signature(labels: LabelSet): string {
  return JSON.stringify(IDENTIFYING.map((name) => labels.get(name)));
}

/** Of each info metric the series with the newest sample at a step. */
function newest({ values, times }: Infos, rows: readonly number[], step: number): LabelSet[] {
  const best = new Map<string, { labels: LabelSet; time: number }>();
  for (const row of rows) {
    const at = row * values.steps + step;
    const labels = values.labels[row];
    if (values.present[at] !== FLOAT || labels === undefined) continue;
    const time = times.values[at] ?? 0;
    const name = labels.get('__name__');
    const known = best.get(name);
    if (known === undefined || time > known.time) best.set(name, { labels, time });
  }
  return [...best.values()].map(({ labels }) => labels);
}

function checkConflicts(
  context: Context,
  { values, times }: Infos,
  bySignature: ReadonlyMap<string, readonly number[]>,
  base: VectorColumns,
): void {
  const { steps } = values;
  for (const rows of bySignature.values()) {
    if (rows.length < 2) continue;
    for (let step = 0; step < steps; step++) {
      if (!base.labels.some((_, row) => base.present[row * steps + step] !== ABSENT)) continue;
      const newestOf = new Map<string, { row: number; time: number }>();
      for (const row of rows) {
        const at = row * steps + step;
        const labels = values.labels[row];
        if (values.present[at] !== FLOAT || labels === undefined) continue;
        const time = times.values[at] ?? 0;
        const known = newestOf.get(labels.get('__name__'));
        if (known !== undefined && known.time === time) {
          const existing = values.labels[known.row];
          const texts = [existing, labels].map(
            (set) => `${set === undefined ? '' : printLabels(set)} @ ${time * 1000}`,
          );
          context.fail(`found duplicate series for info metric: existing ${texts.join(', new ')}`);
        }
        if (known === undefined || time > known.time) newestOf.set(labels.get('__name__'), { row, time });
      }
    }
  }
}

function withInfoLabels(
  context: Context,
  labels: LabelSet,
  infos: readonly LabelSet[],
  wanted: ReadonlySet<string>,
): LabelSet {
  const added: Record<string, string> = {};
  for (const info of infos)
    info.names.forEach((name, i) => {
      if (name === '__name__' || (wanted.size > 0 && !wanted.has(name))) return;
      const value = info.values[i] ?? '';
      if (added[name] !== undefined && added[name] !== value) context.fail(`conflicting label: ${name}`);
      // A label that the series has already stays as it is.
      if (labels.get(name) === '') added[name] = value;
    });
  return Object.keys(added).length === 0 ? labels : withLabels(labels, added);
}
