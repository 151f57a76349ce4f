import type { PanelThreshold, ThresholdTone } from '../../model/dashboard.ts';
import { fieldOf, type Json, numberOf, objectsOf, textOf } from './fields.ts';
import { thresholdTone } from './thresholdTone.ts';

/** Steps of one panel that count. */
const MOST = 50;

/** The steps of `fieldConfig.defaults.thresholds`, whose first has no value and holds from minus infinity on. */
export function readThresholds(thresholds: unknown): readonly PanelThreshold[] {
  const steps = objectsOf(fieldOf(thresholds, 'steps')).map((step, i) => ({
    // Grafana, too, takes the first for the base, whatever it says.
    from: i === 0 ? -Infinity : numberOf(step['value']),
    tone: thresholdTone(textOf(step['color'])),
  }));
  return ascending(steps);
}

/** A singlestat's thresholds, `"80,90"`, with one colour more than there are numbers. */
export function readLegacyThresholds(panel: Json): readonly PanelThreshold[] {
  const numbers = textOf(panel['thresholds']).split(',');
  const colors: readonly unknown[] = Array.isArray(panel['colors']) ? panel['colors'] : [];
  if (numbers.every((number) => number.trim() === '') || colors.length === 0) return [];
  return ascending(
    colors.slice(0, numbers.length + 1).map((color, i) => ({
      from: i === 0 ? -Infinity : numberOf(numbers[i - 1]),
      tone: thresholdTone(textOf(color)),
    })),
  );
}

const MODES: ReadonlyMap<unknown, ThresholdTone> = new Map([
  ['critical', 'bad'],
  ['warning', 'warning'],
  ['ok', 'good'],
]);

/** A graph's thresholds, each with a colour above or below its value; on the other side there is none. */
export function readGraphThresholds(panel: Json): readonly PanelThreshold[] {
  const steps = new Map<number, ThresholdTone>();
  for (const one of objectsOf(panel['thresholds'])) {
    const value = numberOf(one['value']);
    if (value === undefined) continue;
    const color = textOf(one['fillColor']) || textOf(one['lineColor']);
    const tone = MODES.get(one['colorMode']) ?? thresholdTone(color);
    if (one['op'] === 'lt') {
      steps.set(-Infinity, tone);
      if (!steps.has(value)) steps.set(value, 'neutral');
    } else steps.set(value, tone);
  }
  if (steps.size > 0 && !steps.has(-Infinity)) steps.set(-Infinity, 'neutral');
  return ascending([...steps].map(([from, tone]) => ({ from, tone })));
}

function ascending(steps: readonly { from: number | undefined; tone: ThresholdTone }[]): readonly PanelThreshold[] {
  return steps
    .flatMap(({ from, tone }) => (from === undefined ? [] : [{ from, tone }]))
    .slice(0, MOST)
    .toSorted((a, b) => (a.from === b.from ? 0 : a.from - b.from))
    .map(({ from, tone }) => (from === -Infinity ? { tone } : { from, tone }));
}
