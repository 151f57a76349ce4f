import type { Unit } from '../../base/unit.ts';
import type { Labels, SeriesData } from '../../model/series.ts';
import type { Columns } from './columns.ts';
import { lineLabels } from './lineLabels.ts';
import { averagePerObservation, ratePerSecond } from './rate.ts';

/** One line of a chart; its columns are computed when they are drawn. */
export interface FamilyLine {
  readonly id: string;
  readonly label: string;
  readonly labels: Labels;
  readonly columns: () => Columns;
}

/** What the values of a chart are of the family's samples; `info` has none: its labels are what it says. */
export type FamilyMeasure = 'value' | 'rate' | 'average' | 'info';

/** The series of one metric family that belong in one chart. */
export interface FamilyChart {
  readonly key: string;
  readonly name: string;
  readonly measure: FamilyMeasure;
  readonly unit: Unit;
  readonly help: string;
  readonly lines: readonly FamilyLine[];
}

interface Draft extends Omit<FamilyChart, 'lines'> {
  readonly lines: { readonly series: SeriesData; readonly columns: () => Columns }[];
}

const DISTRIBUTIONS = new Set(['histogram', 'summary', 'gaugehistogram']);

/**
 * The charts of some series, by name: gauges as they are, counters as a rate per second; of histograms and summaries
 * the rate of observations and their average, without the buckets. The series' columns are read when a line is drawn,
 * so that what is appended to them later shows.
 */
export function familyCharts(series: Iterable<SeriesData>): FamilyChart[] {
  const all = [...series];
  const names = new Set(all.map(nameOf));
  const sums = new Map(all.filter((one) => /_g?sum$/.test(nameOf(one))).map((one) => [pairKey(one), one]));
  const drafts = new Map<string, Draft>();
  for (const one of all) {
    const part = partOf(one, names);
    if (part.kind === 'hidden') continue;
    if (isInfo(one)) add(drafts, one, part.base, 'info', 'none', () => one);
    else if (part.kind === 'count') {
      add(drafts, one, part.base, 'rate', 'perSecond', () => ratePerSecond(one));
      const sum = sums.get(pairKey(one));
      if (sum !== undefined) {
        add(drafts, one, part.base, 'average', sum.unit, () => averagePerObservation(sum, one));
      }
    } else if (part.kind === 'counter') {
      add(drafts, one, part.base, 'rate', rateUnit(one.unit), () => ratePerSecond(one));
    } else add(drafts, one, part.base, 'value', one.unit, () => one);
  }
  return [...drafts.values()].map(finish).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a second's increase of something is measured in; seconds per second are a share of the time. */
export function rateUnit(unit: Unit): Unit {
  switch (unit) {
    case 'bytes':
      return 'bytesPerSecond';
    case 'seconds':
      return 'ratio';
    default:
      return 'perSecond';
  }
}

type Part = { readonly kind: 'hidden' } | { readonly kind: 'count' | 'counter' | 'value'; readonly base: string };

function partOf(series: SeriesData, names: ReadonlySet<string>): Part {
  const name = nameOf(series);
  const suffix = /^(.+)_(bucket|g?count|g?sum|created)$/.exec(name);
  const base = suffix?.[1] ?? name;
  // Without metadata, count and sum side by side tell a distribution.
  const isPair = names.has(`${base}_count`) && names.has(`${base}_sum`);
  const isDistribution = DISTRIBUTIONS.has(series.type) || (series.type === 'unknown' && isPair);
  if (isDistribution) {
    switch (suffix?.[2]) {
      case 'bucket':
      case 'created':
      case 'sum':
      case 'gsum':
        return { kind: 'hidden' };
      case 'count':
      case 'gcount':
        return { kind: 'count', base };
      default:
        return { kind: 'value', base: name };
    }
  }
  if (suffix?.[2] === 'created' && names.has(`${base}_total`)) return { kind: 'hidden' };
  if (series.type === 'counter' || (series.type === 'unknown' && name.endsWith('_total'))) {
    return { kind: 'counter', base: name };
  }
  return { kind: 'value', base: name };
}

function add(
  drafts: Map<string, Draft>,
  series: SeriesData,
  name: string,
  measure: FamilyMeasure,
  unit: Unit,
  columns: () => Columns,
): void {
  // The unit is part of the key, so that a family of mixed units (Redis, JSON metrics) never shares an axis.
  const key = `${name} ${measure} ${unit}`;
  const draft = drafts.get(key) ?? { key, name, measure, unit, help: series.help, lines: [] };
  drafts.set(key, draft);
  draft.lines.push({ series, columns });
}

function finish(draft: Draft): FamilyChart {
  const labels = lineLabels(draft.lines.map(({ series }) => series.labels));
  const lines = draft.lines.map(({ series, columns }, i) => ({
    id: series.id,
    label: labels[i] ?? '',
    labels: series.labels,
    columns,
  }));
  return { ...draft, lines };
}

/** A series whose value is always 1 and that is there for its labels, as Prometheus's naming has it. */
function isInfo(series: SeriesData): boolean {
  return series.type === 'info' || nameOf(series).endsWith('_info');
}

function pairKey(series: SeriesData): string {
  const { __name__: name = '', ...labels } = series.labels;
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name.replace(/_g?(count|sum)$/, ''), pairs]);
}

function nameOf(series: SeriesData): string {
  return series.labels['__name__'] ?? '';
}
