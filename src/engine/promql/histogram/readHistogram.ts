import { type BucketCounts, NO_BUCKETS, type NativeHistogram, type ResetHint } from '../../../model/nativeHistogram.ts';
import { readNumber } from '../parse/literals.ts';

const HINTS: Readonly<Record<string, ResetHint>> = {
  unknown: 'unknown',
  reset: 'reset',
  not_reset: 'notReset',
  gauge: 'gauge',
};

const KEYS = new Set([
  'schema',
  'sum',
  'count',
  'z_bucket',
  'z_bucket_w',
  'custom_values',
  'buckets',
  'offset',
  'n_buckets',
  'n_offset',
  'counter_reset_hint',
]);

/** A histogram in the notation of rule tests, `{{schema:0 sum:5 count:4 buckets:[1 2 1]}}`, and whether it names its hint. */
export interface NotedHistogram {
  readonly histogram: NativeHistogram;
  readonly namesHint: boolean;
}

/** Reads the notation; throws with the reason on a text that is none. */
export function readHistogram(text: string): NotedHistogram {
  const inside = /^\{\{([^]*)\}\}$/.exec(text.trim())?.[1];
  if (inside === undefined) throw new Error(`not a histogram: ${text}`);
  const fields = new Map<string, string>();
  const rest = inside.replace(/\s*([A-Za-z_]+):(\[[^\]]*\]|[^\s[\]]+)/g, (_, key: string, value: string) => {
    const name = key.toLowerCase();
    if (!KEYS.has(name)) throw new Error(`bad histogram descriptor found: ${JSON.stringify(key)}`);
    fields.set(name, value);
    return '';
  });
  if (rest.trim() !== '') throw new Error(`not a histogram: ${text}`);

  const scalar = (key: string): number => numberOf(fields.get(key) ?? '0', text);
  const list = (key: string): number[] | undefined => {
    const value = fields.get(key);
    if (value === undefined) return undefined;
    if (!value.startsWith('[')) throw new Error(`not a list in a histogram: ${value}`);
    return (value.slice(1, -1).match(/\S+/g) ?? []).map((one) => numberOf(one, text));
  };
  const side = (key: string, offsetKey: string): BucketCounts => {
    const counts = list(key) ?? [];
    const offset = Math.trunc(scalar(offsetKey));
    return counts.length === 0 ? NO_BUCKETS : { indexes: counts.map((_, i) => offset + i), counts };
  };
  const hint = fields.get('counter_reset_hint');
  const resetHint = hint === undefined ? 'unknown' : HINTS[hint.toLowerCase()];
  if (resetHint === undefined) throw new Error(`unknown counter_reset_hint: ${hint}`);
  return {
    namesHint: hint !== undefined,
    histogram: {
      schema: scalar('schema'),
      count: scalar('count'),
      sum: scalar('sum'),
      zeroThreshold: scalar('z_bucket_w'),
      zeroCount: scalar('z_bucket'),
      positive: side('buckets', 'offset'),
      negative: side('n_buckets', 'n_offset'),
      customBounds: list('custom_values') ?? [],
      resetHint,
    },
  };
}

function numberOf(text: string, whole: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const read = readNumber(text.replace(/^[+-]/, ''));
  if (!read.ok) throw new Error(`${read.error}: ${whole}`);
  return sign * read.value.value;
}
