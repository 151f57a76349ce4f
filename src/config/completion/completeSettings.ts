import { findNodeAtLocation, getLocation, type Node, parseTree } from 'jsonc-parser';
import { isTooDeep } from '../locate.ts';
import { SETTINGS_PREFIX } from '../settings.ts';
import type { Path } from '../value.ts';
import { schemaKeys, schemaValues } from './schemaCompletions.ts';

/** What is known besides the text: names, of which none is ever the value of a secret or a variable. */
export interface KnownNames {
  readonly services: readonly { readonly name: string; readonly group?: string; readonly environment?: string }[];
  readonly secrets: readonly string[];
  readonly variables: readonly string[];
}

/** Something that may be written in a settings file. */
export interface SettingsCompletion {
  readonly kind: 'key' | 'value' | 'variable' | 'secret';
  readonly label: string;
  /** What is written in place of the span. */
  readonly insert: string;
  /** Markdown. */
  readonly help: string;
}

/** What may stand in place of a span of the text; files, metrics and PromQL are for somebody else to tell. */
export type SettingsCompletions = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'items'; readonly items: readonly SettingsCompletion[] }
  /** Paths relative to the folder; `typed` is what stands there up to the cursor. */
  | { readonly kind: 'files'; readonly typed: string }
  /** Names of the metrics of a service. */
  | { readonly kind: 'metrics'; readonly service: string }
  /** A query: the span is what stands between the quotes, as JSON; `offset` is the cursor's place in its text. */
  | { readonly kind: 'promql'; readonly text: string; readonly offset: number }
);

const SERVICES = `${SETTINGS_PREFIX}services`;
const ENVIRONMENTS = ['local', 'staging', 'production'];
const FILE_KEYS = new Set(['caFile', 'certFile', 'keyFile']);
const SIGNALS = [
  'request rate',
  'error ratio',
  'p50',
  'p95',
  'p99',
  'CPU',
  'memory',
  'heap',
  'event loop lag',
  'open files',
  'pool use',
  'queued',
  'hit ratio',
  'GC time',
];
const PLAIN_VARIABLES = ['environment', 'workspaceFolder', 'workspaceFolderBasename', 'userHome'];

/** A place in the text, with what stands there. */
interface Place {
  readonly root: Node | undefined;
  readonly path: Path;
  readonly isKey: boolean;
  /** The text that the cursor is within, if it is. */
  readonly within: { readonly start: number; readonly end: number; readonly isClosed: boolean } | undefined;
  readonly offset: number;
  readonly text: string;
}

/**
 * What may be written at `offset` in the text of a settings.json or .code-workspace file where its schema cannot say it: names of
 * services, groups, environments, secrets and variables, and what differs in an environment, for which the schema is too large.
 */
export function completeSettings(text: string, offset: number, known: KnownNames): SettingsCompletions | undefined {
  if (isTooDeep(text)) return undefined;
  const place = placeAt(text, offset);
  const [setting, ...rest] = place.path;
  if (typeof setting !== 'string' || !setting.startsWith(SETTINGS_PREFIX)) return undefined;
  const variable = variablesAt(place, known);
  if (variable !== undefined) return variable;
  switch (setting.slice(SETTINGS_PREFIX.length)) {
    case 'services':
      return inService(place, rest, known);
    case 'maintenance':
      return rest[1] === 'services' ? values(place, serviceNames(place, known)) : undefined;
    case 'rules':
      return rest.length === 1 ? files(place) : undefined;
    default:
      return undefined;
  }
}

function placeAt(text: string, offset: number): Place {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  const root = parseTree(text, [], { allowTrailingComma: true });
  const isWorkspaceFile = path[0] === 'settings';
  const base = { root: isWorkspaceFile && root ? findNodeAtLocation(root, ['settings']) : root, text, offset };
  const place = { ...base, path: isWorkspaceFile ? path.slice(1) : path, isKey: isAtPropertyKey };
  // A key is a property to the parser.
  if (previousNode?.type !== 'string' && previousNode?.type !== 'property') return { ...place, within: undefined };
  const start = previousNode.offset;
  const end = start + previousNode.length;
  const isClosed = previousNode.length > 1 && text[end - 1] === '"';
  const isWithin = start < offset && (offset < end || (offset === end && !isClosed));
  return { ...place, within: isWithin ? { start, end, isClosed } : undefined };
}

function inService(place: Place, path: Path, known: KnownNames): SettingsCompletions | undefined {
  const [service, ...own] = path;
  if (typeof service !== 'string') return undefined;
  const isOverride = own[0] === 'environments' && own.length > 2;
  const rest = isOverride ? own.slice(2) : own;
  const [key] = rest;
  const last = rest.at(-1);
  switch (key) {
    case 'environments':
      return rest.length === 2 && place.isKey ? keys(place, environmentNames(place, known)) : undefined;
    case 'dependsOn':
      return values(
        place,
        serviceNames(place, known).filter((name) => name !== service),
      );
    case 'group':
      return values(place, unique([...written(place, 'group'), ...known.services.map(({ group }) => group)]));
    case 'environment':
      return values(place, environmentNames(place, known));
    case 'thresholds':
      if (rest.length === 2 && place.isKey) return { ...span(place), kind: 'metrics', service };
      break;
    case 'signals':
      if (rest.length === 2 && place.isKey) return keys(place, SIGNALS);
      if (!place.isKey && (rest.length === 2 || last === 'query')) return promql(place);
      break;
    case 'logs':
      if (last === 'file' && !place.isKey) return files(place);
      break;
    default:
      break;
  }
  if (typeof last === 'string' && FILE_KEYS.has(last) && !place.isKey) return files(place);
  return isOverride && rest.length > 1 ? fromSchema(place, [SERVICES, service, ...rest]) : undefined;
}

/** In an environment's own values the schema says only which keys there are at the top. */
function fromSchema(place: Place, path: Path): SettingsCompletions {
  const items = place.isKey ? schemaKeys(path.slice(0, -1), keysBeside(place)) : schemaValues(path);
  return { ...span(place), kind: 'items', items: place.isKey ? items.map((item) => asKey(place, item)) : items };
}

/** What may follow `$` within a text. */
function variablesAt(place: Place, known: KnownNames): SettingsCompletions | undefined {
  const { within, isKey, text, offset, path } = place;
  if (within === undefined || isKey) return undefined;
  const [typed] = /\$(?:\{[^{}"]*)?$/.exec(text.slice(within.start + 1, offset)) ?? [];
  if (typed === undefined) return undefined;
  const [after = ''] = typed === '$' ? [] : (/^[\w.:-]*\}/.exec(text.slice(offset, within.end)) ?? []);
  const item = (kind: 'variable' | 'secret', name: string): SettingsCompletion => ({
    kind,
    label: `\${${name}}`,
    insert: `\${${name}}`,
    help: '',
  });
  const items = [
    ...unique(known.secrets).map((name) => item('secret', `secret:${name}`)),
    ...(path.includes('suite') ? unique(takenNames(place)).map((name) => item('variable', `take:${name}`)) : []),
    ...PLAIN_VARIABLES.map((name) => item('variable', name)),
    ...unique(known.variables).map((name) => item('variable', `env:${name}`)),
  ];
  return { start: offset - typed.length, end: offset + after.length, kind: 'items', items };
}

function promql(place: Place): SettingsCompletions | undefined {
  const { within, text, offset } = place;
  if (within === undefined) return undefined;
  const [start, end] = [within.start + 1, within.isClosed ? within.end - 1 : within.end];
  const decode = (json: string): string | undefined => {
    try {
      return JSON.parse(`"${json}"`) as string;
    } catch {
      // Half of an escape.
      return undefined;
    }
  };
  const [whole, before] = [decode(text.slice(start, end)), decode(text.slice(start, offset))];
  if (whole === undefined || before === undefined) return undefined;
  return { start, end, kind: 'promql', text: whole, offset: before.length };
}

function files(place: Place): SettingsCompletions {
  const { within, text, offset } = place;
  return { ...span(place), kind: 'files', typed: within === undefined ? '' : text.slice(within.start + 1, offset) };
}

function values(place: Place, names: readonly string[]): SettingsCompletions | undefined {
  if (place.isKey) return undefined;
  const items = names.map((name) => ({
    kind: 'value' as const,
    label: JSON.stringify(name),
    insert: JSON.stringify(name),
    help: '',
  }));
  return { ...span(place), kind: 'items', items };
}

function keys(place: Place, names: readonly string[]): SettingsCompletions {
  const present = keysBeside(place);
  const items = names
    .filter((name) => !present.has(name))
    .map((name) => asKey(place, { kind: 'key', label: name, insert: JSON.stringify(name), help: '' }));
  return { ...span(place), kind: 'items', items };
}

/** A key with its colon, unless that is there. */
function asKey({ text, within, offset }: Place, item: SettingsCompletion): SettingsCompletion {
  const hasColon = /^\s*:/.test(text.slice(within?.end ?? offset));
  return hasColon ? item : { ...item, insert: `${item.insert}: ` };
}

/** What is replaced: the whole of a text with its quotes, or nothing. */
function span({ within, offset }: Place): { readonly start: number; readonly end: number } {
  return within === undefined ? { start: offset, end: offset } : { start: within.start, end: within.end };
}

function keysBeside({ root, path, within }: Place): ReadonlySet<string> {
  const object = root === undefined ? undefined : findNodeAtLocation(root, path.slice(0, -1));
  const others = (object?.children ?? []).filter(({ children }) => children?.[0]?.offset !== within?.start);
  return new Set(others.map(({ children }) => String(children?.[0]?.value)));
}

function serviceNames({ root }: Place, known: KnownNames): readonly string[] {
  return unique([...keysOf(root && findNodeAtLocation(root, [SERVICES])), ...known.services.map(({ name }) => name)]);
}

function environmentNames(place: Place, known: KnownNames): readonly string[] {
  const overrides = servicesIn(place).flatMap((service) => keysOf(findNodeAtLocation(service, ['environments'])));
  const others = known.services.map(({ environment }) => environment);
  return unique([...written(place, 'environment'), ...overrides, ...others, ...ENVIRONMENTS]);
}

/** What the services of the text have as that key, other than where the cursor is. */
function written(place: Place, key: string): readonly string[] {
  return servicesIn(place).flatMap((service) => {
    const node = findNodeAtLocation(service, [key]);
    return node?.type === 'string' && node.offset !== place.within?.start ? [String(node.value)] : [];
  });
}

function servicesIn({ root }: Place): readonly Node[] {
  const services = root && findNodeAtLocation(root, [SERVICES]);
  return (services?.children ?? []).flatMap(({ children }) => children?.[1] ?? []);
}

/** Names that the steps of the suite take. */
function takenNames({ root, path }: Place): readonly string[] {
  const suite = root && findNodeAtLocation(root, path.slice(0, path.indexOf('suite') + 1));
  const within = (node: Node): readonly string[] => {
    const [key, value] = node.children ?? [];
    const own = node.type === 'property' && key?.value === 'take' ? keysOf(value) : [];
    return [...own, ...(node.children ?? []).flatMap(within)];
  };
  return suite === undefined ? [] : within(suite);
}

function keysOf(node: Node | undefined): readonly string[] {
  return (node?.type === 'object' ? (node.children ?? []) : []).map(({ children }) => String(children?.[0]?.value));
}

function unique(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[];
}
