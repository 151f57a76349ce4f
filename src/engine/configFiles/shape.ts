import { isScalar, type Node } from 'yaml';
import { parseDuration } from '../../base/duration.ts';
import { quote } from '../promql/goText.ts';
import type { YamlReader } from '../rules/yamlReader.ts';

/** What a field of a configuration may hold. */
export type FieldType =
  | 'text'
  | 'bool'
  | 'int'
  | 'duration'
  /** `http://` or `https://` with a host. */
  | 'url'
  /** `host:port`. */
  | 'hostPort'
  | 'texts'
  | 'textMap'
  /** Not looked into. */
  | 'any'
  | Shape
  | { readonly list: Shape };

/** The fields of a mapping, by name; `what` is it in a message. */
export interface Shape {
  readonly what: string;
  readonly fields: Readonly<Record<string, FieldType>>;
}

export type Mapping = ReadonlyMap<string, { key: Node; value: Node | null }>;

/**
 * Holds a mapping and all below it against its shape, and reports fields that it has not and values of another type.
 * Gives the mapping; nothing where it is none, which is reported too, and where it is absent.
 */
export function readShape(yaml: YamlReader, node: Node | null | undefined, shape: Shape): Mapping | undefined {
  if (isAbsent(yaml, node)) return undefined;
  const mapping = yaml.mapping(node, shape.what);
  for (const [name, { key, value }] of mapping ?? []) {
    const type = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (type === undefined) yaml.report(`field ${name} not found in ${shape.what}`, key);
    else checkField(yaml, value, type, name);
  }
  return mapping;
}

/** Whether there is nothing: no value, or null. */
export function isAbsent(yaml: YamlReader, node: Node | null | undefined): boolean {
  const target = yaml.target(node);
  return target === undefined || (isScalar(target) && target.value === null);
}

function checkField(yaml: YamlReader, node: Node | null, type: FieldType, name: string): void {
  if (isAbsent(yaml, node) || type === 'any') return;
  if (typeof type === 'object') {
    if (!('list' in type)) readShape(yaml, node, type);
    else for (const item of yaml.list(node, name)) readShape(yaml, item, type.list);
    return;
  }
  if (type === 'texts') {
    for (const item of yaml.list(node, name)) yaml.text(item, name);
    return;
  }
  if (type === 'textMap') {
    for (const [key, { value }] of yaml.mapping(node, name) ?? []) yaml.text(value, `${name}.${key}`);
    return;
  }
  const text = yaml.text(node, name);
  const problem = text === undefined ? undefined : SCALARS[type](text);
  if (problem !== undefined) yaml.report(`${name}: ${problem}`, node);
}

/** What is wrong with a text as a value of that type. */
const SCALARS: Readonly<
  Record<Exclude<FieldType, object | 'any' | 'texts' | 'textMap'>, (text: string) => string | undefined>
> = {
  text: () => undefined,
  // As YAML 1.1 has them, which these programs read.
  bool: (text) =>
    /^(true|false|yes|no|on|off|y|n)$/i.test(text) ? undefined : `cannot unmarshal ${quote(text)} into bool`,
  int: (text) => (/^[-+]?\d+$/.test(text) ? undefined : `cannot unmarshal ${quote(text)} into int`),
  duration: (text) => {
    if (text === '') return 'empty duration string';
    return parseDuration(text) === undefined ? `not a valid duration string: ${quote(text)}` : undefined;
  },
  url: (text) => {
    if (text === '<secret>') return undefined;
    const scheme = /^([A-Za-z][A-Za-z\d+.-]*):/.exec(text)?.[1] ?? '';
    if (!/^https?$/i.test(scheme)) return `unsupported scheme ${quote(scheme)} for URL`;
    return /^https?:\/\/[^/?#\s]+/i.test(text) ? undefined : 'missing host for URL';
  },
  hostPort: (text) => {
    if (text === '') return undefined;
    const match = /^(?:\[[^\]]*\]|[^:[\]]*):([^:]*)$/.exec(text);
    if (match === null) return `address ${text}: missing port in address`;
    return match[1] === '' ? `address ${quote(text)}: port cannot be empty` : undefined;
  },
};
