import { t } from '../../base/l10n.ts';
import type { Dashboard } from '../../model/dashboard.ts';
import { DASHBOARD_LIMITS, type ReadDashboard } from '../../protocol/dashboard.ts';
import { dataSourcesOf } from './dataSources.ts';
import { fieldOf, isJson, type Json, objectsOf, textOf } from './fields.ts';
import { findPanels } from './findPanels.ts';
import { jsonErrorAt } from './jsonErrorAt.ts';
import { LeftOut } from './leftOut.ts';
import { placePanels } from './placePanels.ts';
import { readPanel } from './readPanel.ts';
import { readTimes } from './readTimes.ts';
import { readVariables } from './readVariables.ts';

/** Reads the JSON of a Grafana dashboard in any version of its classic schema. The text may be anything: what is wrong in it is left out. */
export function readDashboard(text: string): ReadDashboard {
  if (text.length > DASHBOARD_LIMITS.textLength) {
    const most = DASHBOARD_LIMITS.textLength.toLocaleString('en-US');
    return { ok: false, problem: t('The file is longer than {0} characters.', most) };
  }
  // A byte order mark is no JSON, but editors on Windows write it.
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start));
  } catch {
    return { ok: false, problem: t('The file is not valid JSON.'), at: start + jsonErrorAt(text.slice(start)) };
  }
  const dashboard = unwrap(value);
  if (typeof dashboard === 'string') return { ok: false, problem: dashboard };
  return { ok: true, dashboard: read(dashboard) };
}

/** The dashboard itself, out of what the API and its resources have around it; or why it is none. */
function unwrap(value: unknown): Json | string {
  const inside = [value, fieldOf(value, 'dashboard'), fieldOf(value, 'spec')].filter(isJson);
  const found = inside.find((one) => Array.isArray(one['panels']) || Array.isArray(one['rows']));
  if (found !== undefined) return found;
  if (inside.some((one) => isJson(one['elements']) && isJson(one['layout'])))
    return t('The dashboard is in the second version of Grafana\'s schema. Export it with "Classic" as its model.');
  // One without panels yet.
  const empty = inside.find((one) => typeof one['schemaVersion'] === 'number' && typeof one['title'] === 'string');
  return empty ?? t('The file is no Grafana dashboard: it has no panels.');
}

function read(raw: Json): Dashboard {
  const left = new LeftOut();
  const sourceOf = dataSourcesOf(raw);
  const { sections, omitted } = findPanels(raw, DASHBOARD_LIMITS.panels);
  left.add('panels', omitted);
  const panels = placePanels(sections).map((placed) => readPanel(placed, { sourceOf, left }));
  const variables = readVariables(raw, sourceOf, left);
  left.add('annotations', objectsOf(fieldOf(raw, 'annotations', 'list')).filter((one) => !one['builtIn']).length);
  left.add('links', objectsOf(raw['links']).length);
  return {
    title: textOf(raw['title']),
    description: textOf(raw['description']),
    panels,
    variables,
    ...readTimes(raw),
    left: left.sentences(),
  };
}
