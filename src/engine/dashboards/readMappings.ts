import type { ThresholdTone, ValueMapping } from '../../model/dashboard.ts';
import { fieldOf, isJson, type Json, numberOf, objectsOf, textOf } from './fields.ts';
import { thresholdTone } from './thresholdTone.ts';

/** Mappings of one panel that count: each value that is shown is held against all of them. */
const MOST = 200;

interface Result {
  readonly text: string;
  readonly tone?: ThresholdTone;
}

/**
 * The value mappings of `fieldConfig.defaults`: those of Grafana 8 and later by name, those of 7 by number. What maps texts, or
 * changes the colour alone, is left out: our values are numbers, and keep their text.
 */
export function readMappings(list: unknown): readonly ValueMapping[] {
  return objectsOf(list).flatMap(readMapping).slice(0, MOST);
}

function readMapping(mapping: Json): readonly ValueMapping[] {
  const options = fieldOf(mapping, 'options');
  switch (mapping['type']) {
    case 'value':
      return isJson(options)
        ? Object.entries(options).flatMap(([value, result]) => forValue(value, resultOf(result)))
        : [];
    case 'range':
      return forRange(fieldOf(options, 'from'), fieldOf(options, 'to'), resultOf(fieldOf(options, 'result')));
    case 'special':
      return ['null', 'nan', 'null+nan', 'empty'].includes(textOf(fieldOf(options, 'match')))
        ? forValue('null', resultOf(fieldOf(options, 'result')))
        : [];
    case 1:
      return forValue(mapping['value'], resultOf(mapping));
    case 2:
      return forRange(mapping['from'], mapping['to'], resultOf(mapping));
    default:
      return [];
  }
}

/** The mappings of a singlestat: `valueMaps` or `rangeMaps`, whichever the panel uses. */
export function readLegacyMappings(panel: Json): readonly ValueMapping[] {
  const [values, ranges] = [objectsOf(panel['valueMaps']), objectsOf(panel['rangeMaps'])];
  const type = panel['mappingType'] ?? (values.length > 0 ? 1 : 2);
  const mappings =
    type === 2
      ? ranges.flatMap((map) => forRange(map['from'], map['to'], resultOf(map)))
      : values.flatMap((map) => forValue(map['value'], resultOf(map)));
  return mappings.slice(0, MOST);
}

function resultOf(value: unknown): Result | undefined {
  const text = fieldOf(value, 'text');
  const shown = typeof text === 'number' ? String(text) : textOf(text);
  if (shown === '') return undefined;
  const color = textOf(fieldOf(value, 'color'));
  return { text: shown, ...(color !== '' && { tone: thresholdTone(color) }) };
}

function forValue(value: unknown, result: Result | undefined): readonly ValueMapping[] {
  if (result === undefined) return [];
  if (value === 'null' || value === null) return [{ kind: 'empty', ...result }];
  const number = numberOf(value);
  return number === undefined ? [] : [{ kind: 'value', value: number, ...result }];
}

function forRange(from: unknown, to: unknown, result: Result | undefined): readonly ValueMapping[] {
  if (result === undefined) return [];
  // So a singlestat says what stands for no value.
  if (from === 'null' && to === 'null') return [{ kind: 'empty', ...result }];
  const [least, most] = [boundOf(from, -Infinity), boundOf(to, Infinity)];
  if (least === undefined || most === undefined) return [];
  const bounds = { ...(least > -Infinity && { from: least }), ...(most < Infinity && { to: most }) };
  return [{ kind: 'range', ...bounds, ...result }];
}

/** A bound that the file does not give is none. */
function boundOf(value: unknown, open: number): number | undefined {
  if (value === undefined || value === null || value === '') return open;
  if (typeof value === 'string' && /^[-+]?infinity$/i.test(value.trim())) return open;
  return numberOf(value);
}
