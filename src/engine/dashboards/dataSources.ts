import { fieldOf, type Json, objectsOf, textOf } from './fields.ts';

/** Data sources that speak PromQL, by the names of their plugins. */
const PROMETHEUS = new Set([
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
  'victoriametrics-datasource',
  'victoriametrics-metrics-datasource',
]);

/** What a panel or a query is asked of: `mixed` where each query says it for itself, undefined where the file does not tell. */
export interface DataSource {
  readonly kind: 'prometheus' | 'other' | 'mixed' | undefined;
  /** What it is, for people. */
  readonly name: string;
}

const UNKNOWN: DataSource = { kind: undefined, name: '' };

/** Tells the data sources of a dashboard apart, also where they are inputs (`${DS_LOKI}`) or variables (`$datasource`). */
export function dataSourcesOf(dashboard: Json): (source: unknown) => DataSource {
  const plugins = new Map<string, string>();
  for (const input of objectsOf(dashboard['__inputs']))
    if (input['type'] === 'datasource') plugins.set(textOf(input['name']), textOf(input['pluginId']));
  for (const variable of objectsOf(fieldOf(dashboard, 'templating', 'list')))
    if (variable['type'] === 'datasource') plugins.set(textOf(variable['name']), textOf(variable['query']));

  return (source) => {
    const uid = typeof source === 'string' ? source : textOf(fieldOf(source, 'uid'));
    const type = textOf(fieldOf(source, 'type'));
    if (uid === '-- Mixed --') return { kind: 'mixed', name: uid };
    if (/^-- .* --$/.test(uid)) return { kind: 'other', name: uid };
    const [, braced, bare] = /^\$(?:\{(\w+)(?::\w+)?\}|(\w+))$/.exec(uid) ?? [];
    const plugin = type === '' || type === 'datasource' ? (plugins.get(braced ?? bare ?? '') ?? type) : type;
    if (plugin === '') return UNKNOWN;
    return { kind: PROMETHEUS.has(plugin) ? 'prometheus' : 'other', name: plugin };
  };
}
