import { ALL_VALUES, type ChoiceVariable, type DashboardVariable } from '../../model/dashboard.ts';
import { DASHBOARD_LIMITS } from '../../protocol/dashboard.ts';
import type { DataSource } from './dataSources.ts';
import { fieldOf, type Json, objectsOf, textOf } from './fields.ts';
import type { LeftOut } from './leftOut.ts';

type Option = ChoiceVariable['options'][number];

/** The variables of a dashboard (`templating.list`), in the order of the file. */
export function readVariables(
  dashboard: Json,
  sourceOf: (source: unknown) => DataSource,
  left: LeftOut,
): readonly DashboardVariable[] {
  const taken = new Set<string>();
  const found = objectsOf(fieldOf(dashboard, 'templating', 'list')).filter((raw) => {
    const name = textOf(raw['name']);
    // By another name no query can refer to it.
    const isNew = /^\w+$/.test(name) && !taken.has(name);
    taken.add(name);
    return isNew;
  });
  left.add('variables', Math.max(0, found.length - DASHBOARD_LIMITS.variables));
  return found.slice(0, DASHBOARD_LIMITS.variables).flatMap((raw) => readVariable(raw, sourceOf, left));
}

function readVariable(
  raw: Json,
  sourceOf: (source: unknown) => DataSource,
  left: LeftOut,
): readonly DashboardVariable[] {
  const name = textOf(raw['name']);
  const base = { name, label: textOf(raw['label']) || name, isHidden: raw['hide'] === 2 };
  const [first = ''] = chosenOf(raw);
  switch (raw['type']) {
    case 'query': {
      if (sourceOf(raw['datasource']).kind === 'other') {
        left.add('otherVariables');
        return [{ ...base, ...choice(raw, fileOptions(raw), left) }];
      }
      return [{ ...base, ...choice(raw, [], left), query: queryOf(raw), regex: textOf(raw['regex']) }];
    }
    case 'custom':
      return [{ ...base, ...choice(raw, customOptions(raw), left) }];
    case 'interval': {
      const variable = choice(raw, intervalOptions(textOf(raw['query'])), left);
      const isAuto = !variable.options.some(({ value }) => value === variable.chosen[0]);
      const [shortest] = variable.options;
      const chosen = isAuto ? (shortest === undefined ? [] : [shortest.value]) : variable.chosen;
      return [{ ...base, ...variable, isMulti: false, hasAll: false, chosen }];
    }
    case 'textbox':
      return [{ ...base, kind: 'text', value: first || textOf(raw['query']) }];
    case 'constant':
      return [{ ...base, kind: 'constant', value: textOf(raw['query']) || first }];
    case 'datasource':
      return [{ ...base, kind: 'constant', value: first }];
    case 'adhoc':
    case 'groupby':
      left.add('filters');
      return [];
    default:
      // Of a kind that came after: what it stood for when the file was written is all that is known.
      left.add('otherVariables');
      return [{ ...base, kind: 'constant', value: first }];
  }
}

function choice(
  raw: Json,
  options: readonly Option[],
  left: LeftOut,
): Omit<ChoiceVariable, 'name' | 'label' | 'isHidden'> {
  left.add('options', Math.max(0, options.length - DASHBOARD_LIMITS.options));
  return {
    kind: 'choice',
    options: options.slice(0, DASHBOARD_LIMITS.options),
    regex: '',
    isMulti: raw['multi'] === true,
    hasAll: raw['includeAll'] === true,
    allValue: textOf(raw['allValue']),
    chosen: chosenOf(raw).slice(0, DASHBOARD_LIMITS.options),
  };
}

/** `label_values(…)` as a text, or in an object as newer versions write it; what the editor showed of it else. */
function queryOf(raw: Json): string {
  const { query } = raw;
  return (textOf(query) || textOf(fieldOf(query, 'query')) || textOf(raw['definition'])).trim();
}

function chosenOf(raw: Json): readonly string[] {
  const value = fieldOf(raw, 'current', 'value');
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.flatMap((one) =>
    typeof one === 'number' || typeof one === 'boolean' ? String(one) : textOf(one),
  );
  const chosen = [...new Set(texts.filter((text) => text !== ''))];
  return chosen.includes(ALL_VALUES) ? [ALL_VALUES] : chosen;
}

function fileOptions(raw: Json): readonly Option[] {
  return objectsOf(raw['options']).flatMap((option) => {
    const value = textOf(option['value']);
    return value === '' || value === ALL_VALUES ? [] : [{ text: textOf(option['text']) || value, value }];
  });
}

/** `a, b : 2, c\,d`: with commas between them, a text before ` : ` where it is not the value. */
function customOptions(raw: Json): readonly Option[] {
  // Written as JSON, and with the options that were read from it.
  if (raw['valuesFormat'] === 'json') return fileOptions(raw);
  const query = textOf(raw['query']);
  if (query.trim() === '') return fileOptions(raw);
  // A comma that is escaped is kept apart meanwhile, in a sign that no text has.
  const parts = query.replaceAll('\\,', '\0').split(',');
  return parts.flatMap((part) => {
    const whole = part.replaceAll('\0', ',').trim();
    const colon = [...whole.matchAll(/\s:\s/g)].at(-1)?.index ?? 0;
    if (whole === '') return [];
    if (colon === 0) return [{ text: whole, value: whole }];
    return [{ text: whole.slice(0, colon).trim(), value: whole.slice(colon + 3).trim() }];
  });
}

/** The words of `1m,10m,1h`, or what stands in quotes; `auto` goes by the range, and the page has a step of its own for that. */
function intervalOptions(query: string): readonly Option[] {
  return [...query.matchAll(/"([^"]*)"|'([^']*)'|\w+/g)]
    .map(([whole, double, single]) => double ?? single ?? whole)
    .filter((value) => value !== '' && value !== 'auto')
    .map((value) => ({ text: value, value }));
}
