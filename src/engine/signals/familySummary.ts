import type { Unit } from '../../base/unit.ts';
import type { MetricFamilySummary } from '../../model/signal.ts';
import type { MetricMetadata } from '../../model/series.ts';
import { isCounter, isDistribution, type JobMetrics, observationRate, rate, select } from './finder.ts';
import type { JobFamily } from './jobMetrics.ts';

export type UnitOf = (metricName: string, metadata: MetricMetadata | undefined) => Unit;

/** What a family is shown by: one query that makes one number of all its series. */
export type FamilyView = Pick<MetricFamilySummary, 'measure' | 'unit' | 'valueUnit' | 'query'>;

/**
 * The number that stands for a family: a counter's increase per second, a distribution's observations per second; of gauges
 * the sum where it means something, else the mean, or of moments the latest; of what Watchpost measured the greatest.
 */
export function familyView(metrics: JobMetrics, family: JobFamily, unitOf: UnitOf): FamilyView {
  const { name, type, help, declaredUnit, series } = family;
  const unit = unitOf(name, { type, help, unit: declaredUnit });
  if (type === 'info') return { measure: 'info', unit: 'none', valueUnit: 'none', query: select(metrics, name) };
  if (isDistribution(family) || type === 'gaugehistogram') {
    return { measure: 'rate', unit, valueUnit: 'perSecond', query: `sum(${observationRate(metrics, family)})` };
  }
  if (isCounter(family)) {
    return { measure: 'rate', unit, valueUnit: rateUnit(unit), query: `sum(${rate(metrics, name)})` };
  }
  const selector = select(metrics, name);
  const join = series > 1 && isOwn(name) ? 'max' : joinOf(unit, series);
  return { measure: 'value', unit, valueUnit: unit, query: join === '' ? selector : `${join}(${selector})` };
}

/** Whether Watchpost measured it: a status or a code, of which there is no sum. */
export function isOwn(name: string): boolean {
  return name === 'up' || /^(?:probe|scrape|health_check|watchpost)_/.test(name);
}

function joinOf(unit: Unit, series: number): string {
  if (series === 1) return '';
  switch (unit) {
    case 'ratio':
    case 'celsius':
    case 'seconds':
      return 'avg';
    case 'timestamp':
      return 'max';
    case 'boolean':
      return 'min';
    default:
      return 'sum';
  }
}

function rateUnit(unit: Unit): Unit {
  if (unit === 'bytes') return 'bytesPerSecond';
  return unit === 'seconds' ? 'ratio' : 'perSecond';
}
