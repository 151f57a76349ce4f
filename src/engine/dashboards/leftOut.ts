import { t } from '../../base/l10n.ts';

/** What a dashboard has and Watchpost does not show. */
export type LeftKind =
  | 'annotations'
  | 'overrides'
  | 'transformations'
  | 'repeated'
  | 'links'
  | 'filters'
  | 'otherQueries'
  | 'otherVariables'
  | 'reductions'
  | 'panels'
  | 'queries'
  | 'variables'
  | 'options';

/** Counts what is left out, and says it once a kind, in the order of the table below. */
export class LeftOut {
  readonly #counts = new Map<LeftKind, number>();

  add(kind: LeftKind, count = 1): void {
    if (count > 0) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  sentences(): readonly string[] {
    return Object.entries(SENTENCES).flatMap(([kind, [one, many]]) => {
      const count = this.#counts.get(kind as LeftKind);
      return count === undefined ? [] : [count === 1 ? one() : many(count)];
    });
  }
}

type Sentence = readonly [one: () => string, many: (count: number) => string];

const SENTENCES: Readonly<Record<LeftKind, Sentence>> = {
  otherQueries: [
    () => t('One query of another data source than Prometheus is left out.'),
    (count) => t('{0} queries of other data sources than Prometheus are left out.', count),
  ],
  otherVariables: [
    () => t('One variable is not asked of Prometheus: it has only the values that the file has.'),
    (count) => t('{0} variables are not asked of Prometheus: they have only the values that the file has.', count),
  ],
  filters: [
    () => t('One variable for filters by any label (ad hoc filters) is left out.'),
    (count) => t('{0} variables for filters by any label (ad hoc filters) are left out.', count),
  ],
  repeated: [
    () => t('One panel or row that is repeated for each value of a variable is shown once, with all values.'),
    (count) =>
      t('{0} panels and rows that are repeated for each value of a variable are shown once, with all values.', count),
  ],
  transformations: [
    () => t('One panel transforms its data: it is shown without that.'),
    (count) => t('{0} panels transform their data: they are shown without that.', count),
  ],
  overrides: [
    () => t('One panel has overrides for single series: it is shown without them.'),
    (count) => t('{0} panels have overrides for single series: they are shown without them.', count),
  ],
  reductions: [
    () => t('One panel makes its number of a series in a way that Watchpost does not have: it shows the last value.'),
    (count) =>
      t(
        '{0} panels make their numbers of a series in ways that Watchpost does not have: they show the last value.',
        count,
      ),
  ],
  annotations: [() => t('One annotation is not shown.'), (count) => t('{0} annotations are not shown.', count)],
  links: [() => t('One link is not shown.'), (count) => t('{0} links are not shown.', count)],
  panels: [
    () => t('One panel more than Watchpost shows of a dashboard is left out.'),
    (count) => t('{0} panels more than Watchpost shows of a dashboard are left out.', count),
  ],
  queries: [
    () => t('One query more than Watchpost runs for a panel is left out.'),
    (count) => t('{0} queries more than Watchpost runs for a panel are left out.', count),
  ],
  variables: [
    () => t('One variable more than Watchpost reads of a dashboard is left out.'),
    (count) => t('{0} variables more than Watchpost reads of a dashboard are left out.', count),
  ],
  options: [
    () => t('One value of a variable is left out, because there are too many.'),
    (count) => t('{0} values of variables are left out, because there are too many.', count),
  ],
};
