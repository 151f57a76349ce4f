import type { Unit } from '../../base/unit.ts';
import type { PanelLook, PanelUnit, Reduction, ThresholdTone, ValueMapping } from '../../model/dashboard.ts';
import { formatValue } from '../time.ts';

/** A number as a panel shows it. */
export interface ShownValue {
  readonly text: string;
  readonly tone: ThresholdTone;
}

/** One number of a series' values; NaN is no value, and of none comes NaN. */
export function reduceValues(values: ArrayLike<number>, how: Reduction): number {
  let count = 0;
  let first = NaN;
  let last = NaN;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (count++ === 0) first = value;
    last = value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  if (how === 'count') return count;
  if (count === 0) return NaN;
  switch (how) {
    case 'first':
      return first;
    case 'last':
      return last;
    case 'min':
      return min;
    case 'max':
      return max;
    case 'sum':
      return sum;
    case 'mean':
      return sum / count;
    case 'range':
      return max - min;
    case 'delta':
      return last - first;
  }
}

/** The unit of a panel's numbers: what the file says, else what the metrics of its queries are in. */
export function unitOf({ unit }: PanelLook, metricUnit: Unit): PanelUnit {
  return unit ?? { unit: metricUnit, factor: 1, suffix: '' };
}

/** How `value`, as the query gives it, is written, and how serious it is. */
export function showValue(value: number, look: PanelLook, unit: PanelUnit): ShownValue {
  const mapping = look.mappings.find((one) => mapsValue(one, value));
  const tone = mapping?.tone ?? toneOf(value, look, unit);
  if (mapping !== undefined) return { text: mapping.text, tone };
  if (Number.isNaN(value)) return { text: look.noValue === '' ? '–' : look.noValue, tone };
  return { text: writeValue(value, unit), tone };
}

/** `value` in its unit, as numbers are written everywhere in Watchpost. */
export function writeValue(value: number, { unit, factor, suffix }: PanelUnit): string {
  const text = formatValue(value * factor, unit);
  return suffix === '' ? text : `${text} ${suffix}`;
}

function mapsValue(mapping: ValueMapping, value: number): boolean {
  switch (mapping.kind) {
    case 'value':
      return value === mapping.value;
    case 'range':
      return value >= (mapping.from ?? -Infinity) && value <= (mapping.to ?? Infinity);
    case 'empty':
      return Number.isNaN(value);
  }
}

function toneOf(value: number, look: PanelLook, unit: PanelUnit): ThresholdTone {
  if (Number.isNaN(value)) return 'neutral';
  const [min, max] = boundsOf(look, unit, [value]);
  const met = look.thresholdsArePercent ? (100 * (value - min)) / (max - min) : value;
  return look.thresholds.findLast(({ from }) => from === undefined || met >= from)?.tone ?? 'neutral';
}

/**
 * From where to where a gauge or a bar goes, in the panel's unit as the file has it: what the file says; else from zero, or below where the
 * values are, to the whole of a share, or what holds all values and thresholds.
 */
export function boundsOf(look: PanelLook, { unit, factor }: PanelUnit, values: readonly number[]): [number, number] {
  const met = values.filter(Number.isFinite);
  const limits = look.thresholdsArePercent ? [] : look.thresholds.flatMap(({ from }) => from ?? []);
  const min = look.min ?? Math.min(0, ...met);
  const whole = unit === 'ratio' ? 1 / factor : -Infinity;
  const max = look.max ?? Math.max(whole, ...met, ...limits);
  return max > min ? [min, max] : [min, min + 1];
}
