import type { Unit } from '../../base/unit.ts';
import type { PanelQuery } from '../../model/dashboard.ts';
import type { Labels } from '../../model/series.ts';
import { type QueryAnswer, type QueryFailure, type QueryResult, seriesCount } from '../../protocol/query.ts';
import type { Columns } from '../charts/columns.ts';
import { lineLabels } from '../charts/lineLabels.ts';
import { fillLegend, fillText, type Lookup } from './interpolate.ts';

/** A query of a panel with what came of it. */
export interface Outcome {
  readonly query: PanelQuery;
  /** As it was asked: its variables filled in. */
  readonly text: string;
  readonly answer: QueryAnswer;
}

/** A series of a panel, with the name that its legend gives it. */
export interface PanelSeries {
  readonly id: string;
  readonly name: string;
  /** As the query gives them; NaN where there is none. */
  readonly columns: Columns;
}

type RangeResult = Extract<QueryResult, { kind: 'range' }>;

/** The series of all queries of a panel, in their order. */
export function seriesOf(outcomes: readonly Outcome[], lookup: Lookup): readonly PanelSeries[] {
  const rows = outcomes.flatMap((outcome) => {
    const { answer } = outcome;
    if (!answer.ok || answer.result.kind !== 'range') return [];
    const { result } = answer;
    const timestampsMs = Float64Array.from({ length: result.steps }, (_, i) => result.fromMs + i * result.stepMs);
    return result.labels.map((labels, row) => ({ outcome, labels, columns: columnsOf(result, timestampsMs, row) }));
  });
  const names = namesOf(rows, outcomes.length > 1, lookup);
  return rows.map(({ outcome, labels, columns }, i) => ({
    id: JSON.stringify([outcome.query.refId, labels]),
    name: names[i] ?? '',
    columns,
  }));
}

/** What the numbers of the queries are in: what all of them are in that gave series. */
export function metricUnitOf(outcomes: readonly Outcome[]): Unit {
  const units = new Set(
    outcomes.flatMap(({ answer }) => (answer.ok && seriesCount(answer.result) > 0 ? [answer.unit] : [])),
  );
  const [only] = units;
  return units.size === 1 && only !== undefined ? only : 'none';
}

/** What Watchpost has to say of the queries: warnings, and that series were left out. */
export function notesOf(outcomes: readonly Outcome[]): readonly string[] {
  const notes = outcomes.flatMap(({ answer }) => (answer.ok ? [...answer.warnings, ...answer.infos] : []));
  return [...new Set(notes.map((note) => note.replace(/^PromQL (?:warning|info): /, '')))];
}

export function failureOf(outcomes: readonly Outcome[]): QueryFailure | undefined {
  for (const { answer } of outcomes) if (!answer.ok && answer.failure.reason !== 'cancelled') return answer.failure;
  return undefined;
}

function columnsOf({ values, steps }: RangeResult, timestampsMs: Float64Array, row: number): Columns {
  return { timestampsMs, values: values.subarray(row * steps, (row + 1) * steps) };
}

interface Row {
  readonly outcome: Outcome;
  readonly labels: Labels;
}

/** By the legend where the file has one; else by what tells the series apart, and where nothing does by the query. */
function namesOf(rows: readonly Row[], hasSeveral: boolean, lookup: Lookup): readonly string[] {
  const unnamed = rows.filter(({ outcome }) => outcome.query.legend === '');
  const telling = new Map(lineLabels(unnamed.map(({ labels }) => labels)).map((name, i) => [unnamed[i], name]));
  return rows.map((row) => {
    const { query, text } = row.outcome;
    if (query.legend !== '') return fillLegend(fillText(query.legend, lookup), row.labels);
    const name = telling.get(row) ?? '';
    return name === '' && hasSeveral ? text : name;
  });
}
