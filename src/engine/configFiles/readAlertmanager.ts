import type { Node } from 'yaml';
import { quote } from '../promql/goText.ts';
import { type FileProblem, YamlReader } from '../rules/yamlReader.ts';
import { GLOBAL, GLOBAL_AT_MOST_ONE } from './globalShape.ts';
import { checkHttpClient } from './httpShapes.ts';
import { isLabelName, readMatchers, readRoute, type Route } from './readRoute.ts';
import type { ReceiverKind } from './receiverKind.ts';
import { kindShape, RECEIVER_KINDS } from './receiverKinds.ts';
import { isAbsent, type Mapping, readShape, type Shape } from './shape.ts';
import { checkTimeIntervals, TIME_INTERVALS } from './timeIntervals.ts';

export interface AlertmanagerConfig {
  /** The root of the routing tree; absent where there is none. */
  readonly route?: Route;
  /** What Alertmanager refuses; it takes no file with a problem. */
  readonly problems: readonly FileProblem[];
}

const CONFIG: Shape = {
  what: 'the configuration',
  fields: {
    global: GLOBAL,
    route: 'any',
    inhibit_rules: {
      list: {
        what: 'an inhibit rule',
        fields: {
          name: 'text',
          source_match: 'textMap',
          source_match_re: 'textMap',
          source_matchers: 'texts',
          target_match: 'textMap',
          target_match_re: 'textMap',
          target_matchers: 'texts',
          equal: 'texts',
        },
      },
    },
    receivers: {
      list: {
        what: 'a receiver',
        fields: {
          name: 'text',
          ...Object.fromEntries(
            Object.entries(RECEIVER_KINDS).map(([name, kind]) => [name, { list: kindShape(name, kind) }]),
          ),
        },
      },
    },
    templates: 'texts',
    mute_time_intervals: { list: TIME_INTERVALS },
    time_intervals: { list: TIME_INTERVALS },
    tracing: 'any',
  },
};

/** Reads an Alertmanager's configuration and holds it against what Alertmanager holds it against (config/config.go); never throws. */
export function readAlertmanager(text: string): AlertmanagerConfig {
  const yaml = new YamlReader(text);
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  try {
    const route = read(yaml);
    return { problems: yaml.problems, ...(route !== undefined && { route }) };
  } catch (error) {
    // A file that stands for more than can be looked at.
    if (!(error instanceof RangeError)) throw error;
    return { problems: [...yaml.problems, { message: error.message }] };
  }
}

function read(yaml: YamlReader): Route | undefined {
  const config = readShape(yaml, yaml.root, CONFIG);
  if (config === undefined) {
    yaml.report('no route provided in config');
    return undefined;
  }
  const globalNode = config.get('global')?.value;
  const globals: Mapping = isAbsent(yaml, globalNode)
    ? new Map()
    : (yaml.mapping(globalNode, GLOBAL.what) ?? new Map());
  for (const names of GLOBAL_AT_MOST_ONE) atMostOne(yaml, globals, names, globalNode);
  const httpNode = globals.get('http_config')?.value;
  if (!isAbsent(yaml, httpNode)) checkHttpClient(yaml, yaml.mapping(httpNode, 'http_config'), httpNode);
  const receivers = uniqueNames(
    yaml,
    config,
    'receivers',
    (name) => `notification config name ${quote(name)} is not unique`,
  );
  for (const node of yaml.list(config.get('receivers')?.value, 'receivers')) checkReceiver(yaml, node, globals);
  for (const node of yaml.list(config.get('inhibit_rules')?.value, 'inhibit_rules')) checkInhibitRule(yaml, node);
  const intervals = new Set<string>();
  for (const key of ['mute_time_intervals', 'time_intervals']) {
    const names = uniqueNames(
      yaml,
      config,
      key,
      (name) => `mute time interval ${quote(name)} is not unique`,
      intervals,
    );
    for (const name of names) intervals.add(name);
    for (const node of yaml.list(config.get(key)?.value, key)) {
      checkTimeIntervals(yaml, yaml.mapping(node, TIME_INTERVALS.what)?.get('time_intervals')?.value);
    }
  }
  const routeNode = config.get('route')?.value;
  if (isAbsent(yaml, routeNode)) {
    yaml.report('no route provided in config', yaml.root);
    return undefined;
  }
  return readRoute(yaml, routeNode, { receivers, timeIntervals: intervals });
}

/** The names of a list's entries, each of which must have one of its own. */
function uniqueNames(
  yaml: YamlReader,
  config: Mapping,
  key: string,
  repeated: (name: string) => string,
  before: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of yaml.list(config.get(key)?.value, key)) {
    const entry = isAbsent(yaml, node) ? undefined : yaml.mapping(node, `an entry of ${key}`);
    const nameNode = entry?.get('name')?.value;
    const name = yaml.text(nameNode, 'name') ?? '';
    if (name === '')
      yaml.report(key === 'receivers' ? 'missing name in receiver' : 'missing name in time interval', node);
    else if (names.has(name) || before.has(name)) yaml.report(repeated(name), nameNode);
    names.add(name);
  }
  return names;
}

function checkReceiver(yaml: YamlReader, node: Node, globals: Mapping): void {
  if (isAbsent(yaml, node)) return;
  const receiver = yaml.mapping(node, 'a receiver');
  for (const [name, kind] of Object.entries(RECEIVER_KINDS)) {
    for (const entry of yaml.list(receiver?.get(name)?.value, name)) {
      const config = isAbsent(yaml, entry) ? new Map() : yaml.mapping(entry, `an entry of ${name}`);
      if (config !== undefined) checkKind(yaml, config, entry, kind, globals);
      if (config !== undefined) EXTRA[name]?.(yaml, config, entry);
    }
  }
}

function checkKind(yaml: YamlReader, config: Mapping, at: Node, kind: ReceiverKind, globals: Mapping): void {
  const filled = (of: Mapping, key: string): boolean => (textAt(yaml, of, key) ?? '') !== '';
  for (const { oneOf, message } of kind.needs ?? []) {
    if (!oneOf.some((key) => filled(config, key))) yaml.report(message, at);
  }
  for (const names of kind.atMostOne ?? []) atMostOne(yaml, config, names, at);
  for (const { fields, globals: others, message } of kind.global ?? []) {
    if (!fields.some((key) => filled(config, key)) && !others.some((key) => filled(globals, key))) {
      yaml.report(message, at);
    }
  }
  const http = config.get('http_config')?.value;
  if (!isAbsent(yaml, http)) checkHttpClient(yaml, yaml.mapping(http, 'http_config'), http);
}

function atMostOne(yaml: YamlReader, config: Mapping, names: readonly string[], at: Node | null | undefined): void {
  const given = names.filter((key) => (textAt(yaml, config, key) ?? '') !== '');
  if (given.length > 1) yaml.report(`at most one of ${names.join(' & ')} must be configured`, at);
}

/** What is wrong with some kinds beyond fields that are missing. */
const EXTRA: Readonly<Record<string, (yaml: YamlReader, config: Mapping, at: Node) => void>> = {
  email_configs: (yaml, config, at) => {
    const node = config.get('headers')?.value;
    const names = isAbsent(yaml, node) ? [] : [...(yaml.mapping(node, 'headers')?.keys() ?? [])];
    const lower = names.map((name) => name.toLowerCase());
    const twice = names.find((_, i) => lower.indexOf(lower[i] ?? '') !== i);
    if (twice !== undefined) yaml.report(`duplicate header ${quote(twice)} in email config`, at);
  },
  slack_configs: (yaml, config) => {
    for (const field of entries(yaml, config, 'fields')) {
      need(yaml, field, 'title', 'missing title in Slack field configuration');
      need(yaml, field, 'value', 'missing value in Slack field configuration');
    }
    for (const action of entries(yaml, config, 'actions')) {
      need(yaml, action, 'type', 'missing type in Slack action configuration');
      need(yaml, action, 'text', 'missing text in Slack action configuration');
      if ((textAt(yaml, action.of, 'url') ?? '') === '' && (textAt(yaml, action.of, 'name') ?? '') === '') {
        yaml.report('missing name or url in Slack action configuration', action.at);
      }
    }
  },
  opsgenie_configs: (yaml, config) => {
    for (const { of, at } of entries(yaml, config, 'responders')) {
      if (['id', 'name', 'username'].every((key) => (textAt(yaml, of, key) ?? '') === '')) {
        yaml.report('OpsGenieConfig responder has to have at least one of id, username or name specified', at);
      }
      const type = textAt(yaml, of, 'type') ?? '';
      if (!type.includes('{{') && !/^(team|teams|user|escalation|schedule)$/i.test(type)) {
        yaml.report(
          'OpsGenieConfig responder type does not match valid options team, teams, user, escalation, schedule',
          at,
        );
      }
    }
  },
  wechat_configs: (yaml, config, at) => {
    const type = textAt(yaml, config, 'message_type') ?? '';
    if (type !== '' && type !== 'text' && type !== 'markdown') {
      yaml.report(`weChat message type ${quote(type)} does not match valid options text, markdown`, at);
    }
  },
  telegram_configs: (yaml, config, at) => {
    const mode = textAt(yaml, config, 'parse_mode') ?? '';
    if (!['', 'Markdown', 'MarkdownV2', 'HTML'].includes(mode)) {
      yaml.report('unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty string', at);
    }
  },
};

function entries(yaml: YamlReader, config: Mapping, key: string): { readonly of: Mapping; readonly at: Node }[] {
  return yaml.list(config.get(key)?.value, key).flatMap((at) => {
    const of = isAbsent(yaml, at) ? undefined : yaml.mapping(at, `an entry of ${key}`);
    return of === undefined ? [] : [{ of, at }];
  });
}

function need(yaml: YamlReader, { of, at }: { of: Mapping; at: Node }, key: string, message: string): void {
  if ((textAt(yaml, of, key) ?? '') === '') yaml.report(message, at);
}

function textAt(yaml: YamlReader, of: Mapping, key: string): string | undefined {
  return yaml.text(of.get(key)?.value, key);
}

function checkInhibitRule(yaml: YamlReader, node: Node): void {
  const rule = isAbsent(yaml, node) ? undefined : yaml.mapping(node, 'an inhibit rule');
  if (rule === undefined) return;
  for (const side of ['source', 'target']) {
    readMatchers(yaml, rule, [`${side}_match`, `${side}_match_re`, `${side}_matchers`]);
  }
  for (const item of yaml.list(rule.get('equal')?.value, 'equal')) {
    const label = yaml.text(item, 'equal') ?? '';
    if (!isLabelName(label)) yaml.report(`invalid label name ${quote(label)} in equal list`, item);
  }
}
