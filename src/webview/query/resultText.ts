import type { Unit } from '../../base/unit.ts';
import type { Labels } from '../../model/series.ts';
import type { HistogramValue, QueryResult } from '../../protocol/query.ts';
import { formatValue } from '../time.ts';
import { histogramText } from './histogramText.ts';

/** A series as PromQL writes it: `up{job="a"}`; `{}` where it has no labels. */
export function seriesText(labels: Labels): string {
  const { __name__: name = '', ...others } = labels;
  const pairs = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}

/** A value as Prometheus prints it: every digit, `NaN`, `+Inf`. */
export function exactValue(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** A value for the table: with its unit where there is one, else with six digits at most. */
export function tableValue(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return exactValue(value);
  if (unit !== 'none') return formatValue(value, unit);
  const exact = String(value);
  return exact.length <= 10 ? exact : String(Number(value.toPrecision(6)));
}

/** One value of a result with its series and its moment. */
interface Row {
  readonly labels: Labels;
  readonly timeMs: number;
  readonly value: number | HistogramValue;
}

/** A result as text that spreadsheets take: a column for the time, for each label and for the value, split by tabs. */
export function toTabText(result: QueryResult): string {
  if (result.kind === 'string') return result.value;
  const rows = rowsOf(result);
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const cell = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.map(({ labels, timeMs, value }) =>
    [new Date(timeMs).toISOString(), ...names.map((name) => cell(labels[name] ?? '')), rowText(value)].join('\t'),
  );
  return [['time', ...names.map(cell), 'value'].join('\t'), ...lines, ''].join('\n');
}

/** A result as JSON in the shape of Prometheus' HTTP API. */
export function toJsonText(result: QueryResult): string {
  const point = (timeMs: number, value: number): readonly [number, string] => [timeMs / 1000, exactValue(value)];
  switch (result.kind) {
    case 'string':
      return pretty('string', [result.atMs / 1000, result.value]);
    case 'scalar':
      return pretty('scalar', point(result.atMs, result.values[0] ?? NaN));
    case 'vector':
      return pretty(
        'vector',
        rowsOf(result).map(({ labels, timeMs, value }) =>
          typeof value === 'number'
            ? { metric: labels, value: point(timeMs, value) }
            : { metric: labels, histogram: [timeMs / 1000, value] },
        ),
      );
    case 'matrix':
    case 'range': {
      const bySeries = new Map<Labels, Record<'values' | 'histograms', (readonly [number, unknown])[]>>();
      for (const { labels, timeMs, value } of rowsOf(result)) {
        const points = bySeries.get(labels) ?? { values: [], histograms: [] };
        bySeries.set(labels, points);
        if (typeof value === 'number') points.values.push(point(timeMs, value));
        else points.histograms.push([timeMs / 1000, value]);
      }
      return pretty(
        'matrix',
        [...bySeries].map(([metric, { values, histograms }]) => {
          if (histograms.length === 0) return { metric, values };
          return values.length === 0 ? { metric, histograms } : { metric, values, histograms };
        }),
      );
    }
  }
}

function pretty(resultType: string, result: unknown): string {
  return `${JSON.stringify({ resultType, result }, undefined, 2)}\n`;
}

function rowText(value: number | HistogramValue): string {
  return typeof value === 'number' ? exactValue(value) : histogramText(value);
}

function rowsOf(result: Exclude<QueryResult, { kind: 'string' }>): Row[] {
  switch (result.kind) {
    case 'scalar':
    case 'vector':
      return result.labels.map((labels, i) => ({
        labels,
        timeMs: result.atMs,
        value: result.histograms?.[i] ?? result.values[i] ?? NaN,
      }));
    case 'matrix':
      return result.series.flatMap(({ labels, timestampsMs, values, histograms = [] }): Row[] => [
        ...Array.from(values, (value, i) => ({ labels, timeMs: timestampsMs[i] ?? NaN, value })),
        ...histograms.map(({ timeMs, value }) => ({ labels, timeMs, value })),
      ]);
    case 'range': {
      const { labels, steps, values, fromMs, stepMs } = result;
      const rows: Row[] = [];
      labels.forEach((set, row) => {
        for (let step = 0; step < steps; step++) {
          const value = values[row * steps + step] ?? NaN;
          // A step without a value is NaN here, and so is the rare value that is none.
          if (!Number.isNaN(value)) rows.push({ labels: set, timeMs: fromMs + step * stepMs, value });
        }
      });
      return rows;
    }
  }
}
