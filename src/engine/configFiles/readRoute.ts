import type { Node } from 'yaml';
import { parseDuration } from '../../base/duration.ts';
import type { TextRange } from '../../model/problem.ts';
import type { Matcher } from '../../model/series.ts';
import { quote } from '../promql/goText.ts';
import type { YamlReader } from '../rules/yamlReader.ts';
import { parseRouteMatchers, wrongPattern } from './routeMatchers.ts';
import { isAbsent, type Mapping, readShape, type Shape } from './shape.ts';

/** A node of the routing tree, as it is written: what is absent comes from the node above. */
export interface Route {
  readonly matchers: readonly Matcher[];
  readonly receiver?: string;
  /** `all`: by every label (`...`). */
  readonly groupBy?: readonly string[] | 'all';
  readonly groupWaitMs?: number;
  readonly groupIntervalMs?: number;
  readonly repeatIntervalMs?: number;
  /** Whether the routes beside it that follow are asked too. */
  readonly continues: boolean;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
  readonly range?: TextRange;
}

/** What a route may name. */
export interface RouteNames {
  readonly receivers: ReadonlySet<string>;
  readonly timeIntervals: ReadonlySet<string>;
}

/** Not looked into here: a tree of them would be held against its shape once for each level. */
const ROUTE: Shape = {
  what: 'a route',
  fields: {
    receiver: 'text',
    group_by: 'texts',
    match: 'textMap',
    match_re: 'textMap',
    matchers: 'texts',
    mute_time_intervals: 'texts',
    active_time_intervals: 'texts',
    continue: 'bool',
    routes: 'any',
    group_wait: 'duration',
    group_interval: 'duration',
    repeat_interval: 'duration',
  },
};
const MAX_DEPTH = 100;

/** Reads a route and those below it, and reports what Alertmanager refuses in them (config/config.go). */
export function readRoute(
  yaml: YamlReader,
  node: Node | null | undefined,
  names: RouteNames,
  depth = 0,
): Route | undefined {
  const route = readShape(yaml, node, ROUTE);
  if (route === undefined) return undefined;
  if (depth > MAX_DEPTH) {
    yaml.report(`routes are nested more than ${MAX_DEPTH} deep`, node);
    return undefined;
  }
  const receiver = yaml.text(route.get('receiver')?.value, 'receiver') ?? '';
  const matchers = readMatchers(yaml, route, ['match', 'match_re', 'matchers']);
  const [mute, active] = ['mute_time_intervals', 'active_time_intervals'].map((key) => texts(yaml, route, key));
  const continues = /^(true|yes|on|y)$/i.test(yaml.text(route.get('continue')?.value, 'continue') ?? '');
  if (depth === 0) checkRoot(yaml, node, { receiver, matchers, mute: mute ?? [], active: active ?? [], continues });
  if (receiver !== '' && !names.receivers.has(receiver)) {
    yaml.report(`undefined receiver ${quote(receiver)} used in route`, route.get('receiver')?.value);
  }
  for (const key of ['mute_time_intervals', 'active_time_intervals']) {
    for (const item of yaml.list(route.get(key)?.value, key)) {
      const name = yaml.text(item, key) ?? '';
      if (!names.timeIntervals.has(name)) {
        yaml.report(`undefined time interval ${quote(name)} used in route`, item);
      }
    }
  }
  const groupBy = readGroupBy(yaml, route);
  const duration = (key: string): number | undefined => parseDuration(yaml.text(route.get(key)?.value, key) ?? '');
  const [groupWaitMs, groupIntervalMs, repeatIntervalMs] = [
    duration('group_wait'),
    duration('group_interval'),
    duration('repeat_interval'),
  ];
  if (groupIntervalMs === 0) yaml.report('group_interval cannot be zero', route.get('group_interval')?.value);
  if (repeatIntervalMs === 0) yaml.report('repeat_interval cannot be zero', route.get('repeat_interval')?.value);
  const range = node ? yaml.rangeOf(node) : undefined;
  return {
    matchers,
    ...(receiver !== '' && { receiver }),
    ...(groupBy !== undefined && { groupBy }),
    ...(groupWaitMs !== undefined && { groupWaitMs }),
    ...(groupIntervalMs !== undefined && { groupIntervalMs }),
    ...(repeatIntervalMs !== undefined && { repeatIntervalMs }),
    continues,
    muteTimeIntervals: mute ?? [],
    activeTimeIntervals: active ?? [],
    routes: yaml
      .list(route.get('routes')?.value, 'routes')
      .flatMap((child) => readRoute(yaml, child, names, depth + 1) ?? []),
    ...(range !== undefined && { range }),
  };
}

/** The matchers of `match` (equal), `match_re` (pattern) and `matchers` (as texts), under the names that a mapping has for them. */
export function readMatchers(
  yaml: YamlReader,
  of: Mapping,
  [equal, pattern, list]: readonly [equal: string, pattern: string, list: string],
): Matcher[] {
  const read: Matcher[] = [];
  for (const [key, op] of [
    [equal, '='],
    [pattern, '=~'],
  ] as const) {
    const node = of.get(key)?.value;
    if (isAbsent(yaml, node)) continue;
    for (const [name, { key: nameNode, value: valueNode }] of yaml.mapping(node, key) ?? []) {
      const value = yaml.text(valueNode, name) ?? '';
      const wrong = op === '=~' ? wrongPattern(value) : undefined;
      if (!isLabelName(name)) yaml.report(`invalid label name ${quote(name)}`, nameNode);
      else if (wrong !== undefined) yaml.report(wrong, valueNode);
      else read.push({ name, op, value });
    }
  }
  for (const item of yaml.list(of.get(list)?.value, list)) {
    const parsed = parseRouteMatchers(yaml.text(item, list) ?? '');
    if (parsed.ok) read.push(...parsed.value);
    else yaml.report(parsed.error, item);
  }
  return read;
}

export function isLabelName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

function checkRoot(
  yaml: YamlReader,
  node: Node | null | undefined,
  root: {
    readonly receiver: string;
    readonly matchers: readonly Matcher[];
    readonly mute: readonly string[];
    readonly active: readonly string[];
    readonly continues: boolean;
  },
): void {
  const { receiver, matchers, mute, active, continues } = root;
  if (receiver === '') yaml.report('root route must specify a default receiver', node);
  if (matchers.length > 0) yaml.report('root route must not have any matchers', node);
  if (mute.length > 0) yaml.report('root route must not have any mute time intervals', node);
  if (active.length > 0) yaml.report('root route must not have any active time intervals', node);
  if (continues) yaml.report('cannot have continue in root route', node);
}

function readGroupBy(yaml: YamlReader, route: Mapping): Route['groupBy'] {
  const node = route.get('group_by')?.value;
  if (isAbsent(yaml, node)) return undefined;
  const labels = texts(yaml, route, 'group_by');
  const named = labels.filter((label) => label !== '...');
  for (const label of named) {
    if (!isLabelName(label)) yaml.report(`invalid label name ${quote(label)} in group_by list`, node);
  }
  const twice = named.find((label, i) => named.indexOf(label) !== i);
  if (twice !== undefined) yaml.report(`duplicated label ${quote(twice)} in group_by`, node);
  if (named.length < labels.length && named.length > 0) {
    yaml.report('cannot have wildcard group_by (`...`) and other other labels at the same time', node);
  }
  return named.length < labels.length ? 'all' : named;
}

function texts(yaml: YamlReader, of: Mapping, key: string): string[] {
  return yaml.list(of.get(key)?.value, key).map((item) => yaml.text(item, key) ?? '');
}
