import type { ListedStore } from '../query/storeLists.ts';

/** What is known of the names in a query. */
export interface KnownNames {
  /** Whether a series of that name is stored, or a rule records it. */
  readonly isMetric: (name: string) => boolean;
  /** The labels of the stored series of a metric; none where it is not stored. */
  readonly labelsOf: (metric: string) => ReadonlySet<string>;
  readonly isLabel: (name: string) => boolean;
}

/** Series that rules make without a rule that names them. */
const MADE_BY_RULES = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** What is known now, for one look at one text: from what is stored, and from the names that rules record. */
export function knownNames(store: Pick<ListedStore, 'labelNames'>, recorded: ReadonlySet<string>): KnownNames {
  const ofMetric = new Map<string, ReadonlySet<string>>();
  const labelsOf = (metric: string): ReadonlySet<string> => {
    const known = ofMetric.get(metric) ?? new Set(store.labelNames([{ name: '__name__', op: '=', value: metric }]));
    ofMetric.set(metric, known);
    return known;
  };
  let labels: ReadonlySet<string> | undefined;
  return {
    isMetric: (name) => labelsOf(name).size > 0 || recorded.has(name) || MADE_BY_RULES.has(name),
    labelsOf,
    isLabel: (name) => (labels ??= new Set(store.labelNames())).has(name),
  };
}
