import { formatQuantity, type Unit } from '../../base/unit.ts';
import { formatTimeTick } from '../time.ts';

/** The texts at the marks of a value axis, with their unit; a mark whose text would repeat the one before stays without. */
export function tickLabels(values: readonly (number | null)[], unit: Unit): string[] {
  const stepSeconds = Math.abs((values[1] ?? 0) - (values[0] ?? 0));
  let before = '';
  return values.map((value) => {
    if (value === null) return '';
    const text = tickLabel(value, unit, stepSeconds);
    if (text === before) return '';
    before = text;
    return text;
  });
}

function tickLabel(value: number, unit: Unit, step: number): string {
  switch (unit) {
    case 'boolean':
      return value === 0 ? 'no' : value === 1 ? 'yes' : '';
    case 'timestamp':
      return formatTimeTick(value * 1000, step * 1000);
    default:
      return formatQuantity(value, unit);
  }
}
