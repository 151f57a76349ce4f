import { t } from '../../base/l10n.ts';
import { type DashboardPanel, type PanelKind, PLAIN_LOOK } from '../../model/dashboard.ts';
import type { DataSource } from './dataSources.ts';
import { fieldOf, isJson, type Json, textOf } from './fields.ts';
import type { LeftOut } from './leftOut.ts';
import type { PlacedPanel } from './placePanels.ts';
import { readLook, unknownReduction } from './readLook.ts';
import { readQueries, type ReadQueries } from './readQueries.ts';

/** What all panels of a dashboard are read with. */
export interface PanelContext {
  readonly sourceOf: (source: unknown) => DataSource;
  readonly left: LeftOut;
}

const KINDS: ReadonlyMap<string, PanelKind> = new Map([
  ['timeseries', 'chart'],
  ['graph', 'chart'],
  ['barchart', 'chart'],
  ['trend', 'chart'],
  ['stat', 'stat'],
  ['singlestat', 'stat'],
  ['gauge', 'gauge'],
  ['bargauge', 'bars'],
  ['piechart', 'bars'],
  ['grafana-piechart-panel', 'bars'],
  ['table', 'table'],
  ['table-old', 'table'],
  ['text', 'text'],
  ['row', 'row'],
]);

/** A panel of Grafana as one of ours; what cannot be shown as it stands is told to `left`. */
export function readPanel({ panel: { raw, id }, place }: PlacedPanel, context: PanelContext): DashboardPanel {
  const queries = readQueries(raw, context.sourceOf);
  const shown = asKind(raw, queries);
  countLeft(raw, shown, queries, context.left);
  return {
    id,
    // Those that are written by hand often have none.
    type: textOf(raw['type']) || 'timeseries',
    title: textOf(raw['title']),
    description: textOf(raw['description']),
    place,
    queries: shown.kind === 'text' || shown.kind === 'row' ? [] : queries.queries,
    look: hasNumbers(shown.kind) ? readLook(raw, shown.kind) : PLAIN_LOOK,
    ...shown,
  };
}

type Shown = Pick<DashboardPanel, 'kind' | 'text' | 'why' | 'isCollapsed'>;

function asKind(raw: Json, queries: ReadQueries): Shown {
  const type = textOf(raw['type']);
  if (isJson(raw['libraryPanel']) && !Array.isArray(raw['targets']) && type !== 'text')
    return unsupported(t('The file only names this panel: it is in a library of a Grafana.'));
  const kind = type === '' ? 'chart' : KINDS.get(type);
  if (kind === 'row') return { kind, isCollapsed: raw['collapsed'] === true };
  if (kind === 'text') return asText(raw);
  if (kind === undefined) return unsupported(t('Watchpost does not show panels of the type "{0}".', type));
  if (queries.queries.length === 0) return unsupported(whyNoQuery(queries));
  if (type === 'barchart' && queries.areInstant) return { kind: 'bars' };
  if (type === 'trend' && queries.areInstant)
    return unsupported(t('Watchpost shows panels of the type "{0}" over time only.', type));
  return { kind: type === 'singlestat' && fieldOf(raw, 'gauge', 'show') === true ? 'gauge' : kind };
}

function asText(raw: Json): Shown {
  const mode = textOf(fieldOf(raw, 'options', 'mode')) || textOf(raw['mode']);
  if (mode === 'html') return unsupported(t('Watchpost does not show text that is written in HTML.'));
  return { kind: 'text', text: textOf(fieldOf(raw, 'options', 'content')) || textOf(raw['content']) };
}

function whyNoQuery({ others }: ReadQueries): string {
  if (others.length === 0) return t('It has no query in PromQL.');
  if (others.includes('-- Dashboard --')) return t('It shows the data of another panel of the dashboard.');
  const names = [...new Set(others)].slice(0, 5).join(', ');
  return t('Its queries are for another data source ({0}), and Watchpost evaluates PromQL only.', names);
}

function unsupported(why: string): Shown {
  return { kind: 'unsupported', why };
}

function hasNumbers(kind: PanelKind): boolean {
  return kind !== 'text' && kind !== 'row' && kind !== 'unsupported';
}

function countLeft(raw: Json, { kind }: Shown, { others, omitted }: ReadQueries, left: LeftOut): void {
  if (textOf(raw['repeat']) !== '') left.add('repeated');
  left.add('links', countOf(raw['links']) + countOf(fieldOf(raw, 'fieldConfig', 'defaults', 'links')));
  if (!hasNumbers(kind)) return;
  left.add('otherQueries', others.length);
  left.add('queries', omitted);
  if (countOf(raw['transformations']) > 0) left.add('transformations');
  if (countOf(fieldOf(raw, 'fieldConfig', 'overrides')) + countOf(raw['seriesOverrides']) > 0) left.add('overrides');
  if (kind !== 'chart' && kind !== 'table' && unknownReduction(raw) !== undefined) left.add('reductions');
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
