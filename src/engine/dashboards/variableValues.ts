import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Labels, Matcher } from '../../model/series.ts';
import { DASHBOARD_LIMITS, type VariableAnswer } from '../../protocol/dashboard.ts';
import { QUERY_LIMITS, type QueryAnswer, type QueryResult } from '../../protocol/query.ts';
import { withoutParens } from '../promql/ast.ts';
import { formatFloat } from '../promql/goText.ts';
import { compareLabels } from '../promql/labels.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import type { ListedStore } from '../query/storeLists.ts';
import { compileRegexp } from '../regexp/compileRegexp.ts';
import type { SeriesSource } from '../store/storage.ts';
import { parseVariableQuery, type VariableQuery } from './variableQuery.ts';
import { compileVariableRegex } from './variableRegex.ts';

export interface VariableSource {
  readonly store: SeriesSource & ListedStore;
  /** Runs an instant query within the limits of all queries. */
  readonly query: (text: string, atMs: number, signal: AbortSignal) => Promise<QueryAnswer>;
}

/** What the store gives, before the variable's regular expression; `omitted` counts what the limits of queries left out. */
interface Answers {
  readonly texts: readonly string[];
  readonly omitted: number;
}

/** The values of a variable, as `DashboardEngineRequests` has it. */
export async function variableValues(
  source: VariableSource,
  query: string,
  regex: string,
  atMs: number,
  signal: AbortSignal,
): Promise<VariableAnswer> {
  if (query.length > QUERY_LIMITS.textLength) {
    const most = QUERY_LIMITS.textLength.toLocaleString('en-US');
    return { ok: false, problem: t('The query is longer than {0} characters.', most) };
  }
  const take = compileVariableRegex(regex);
  if (!take.ok) return { ok: false, problem: take.error };
  const answers = await ask(source, parseVariableQuery(query), atMs, signal);
  if (!answers.ok) return { ok: false, problem: answers.error };
  const values = new Set<string>();
  for (const text of answers.value.texts) {
    const parts = take.value(text);
    if (parts === undefined)
      return { ok: false, problem: t('The regular expression of the variable takes too long on its values.') };
    for (const part of parts) if (part !== '') values.add(part);
  }
  const kept = [...values].slice(0, DASHBOARD_LIMITS.options);
  return { ok: true, values: kept, omitted: values.size - kept.length + answers.value.omitted };
}

async function ask(
  { store, query }: VariableSource,
  asked: VariableQuery,
  atMs: number,
  signal: AbortSignal,
): Promise<Result<Answers, string>> {
  switch (asked.kind) {
    case 'nothing':
      return all([]);
    case 'labelNames':
      return withMatchers(asked.selector, (matchers) => store.labelNames(matchers));
    case 'labelValues':
      return withMatchers(asked.selector, (matchers) => store.labelValues(asked.label, matchers));
    case 'metrics':
      return metricNames(store, asked.pattern);
    case 'series':
      return withMatchers(asked.selector, (matchers) => seriesTexts(store, matchers ?? [], atMs));
    case 'result': {
      const answer = await query(asked.expr, atMs, signal);
      return answer.ok ? resultTexts(answer.result) : err(answer.failure.message);
    }
  }
}

function all(texts: readonly string[]): Result<Answers, string> {
  return ok({ texts, omitted: 0 });
}

/** Gives `list` the matchers of a selector; none where there is no selector. */
function withMatchers(
  selector: string | undefined,
  list: (matchers: readonly Matcher[] | undefined) => readonly string[],
): Result<Answers, string> {
  if (selector === undefined) return all(list(undefined));
  const parsed = parseQuery(selector);
  if (!parsed.ok) return err(parsed.error[0]?.message ?? t('the query is not valid'));
  const expr = withoutParens(parsed.value);
  if (expr.kind !== 'selector') return err(t('"{0}" is no selector of series.', selector));
  return all(list(expr.matchers));
}

function metricNames(store: ListedStore, pattern: string): Result<Answers, string> {
  // Searched for, as in Grafana.
  const compiled = compileRegexp(`(?s:.*)(?-s:${pattern})(?s:.*)`);
  return compiled.ok
    ? all(store.labelValues('__name__').filter((name) => compiled.value.matches(name)))
    : err(t('The regular expression of the variable cannot be used: {0}', compiled.error));
}

function seriesTexts(store: SeriesSource, matchers: readonly Matcher[], atMs: number): readonly string[] {
  return store
    .select(matchers, 0, atMs)
    .map(({ labels }) => labels)
    .toSorted(compareLabels)
    .map((labels) => seriesText(labels.toLabels()));
}

/** `name{label="value"}`, with the values as they are: the variable's regular expression was written for that. */
function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

function resultTexts(result: QueryResult): Result<Answers, string> {
  switch (result.kind) {
    case 'string':
      return all([result.value]);
    case 'scalar':
      return all([formatFloat(result.values[0] ?? NaN)]);
    case 'vector': {
      const { labels, values, histograms = {}, omitted } = result;
      // A histogram has no number that a variable could take.
      const texts = labels.flatMap((of, i) =>
        i in histograms ? [] : [`${seriesText(of)} ${formatFloat(values[i] ?? NaN)} ${result.atMs}`],
      );
      return ok({ texts, omitted });
    }
    case 'matrix':
    case 'range':
      return err(t('The query gives a range of values for each series, and a variable needs one value.'));
  }
}
