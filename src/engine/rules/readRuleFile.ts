import type { Node } from 'yaml';
import { parseDuration } from '../../base/duration.ts';
import type { TextRange } from '../../model/problem.ts';
import type { Rule, RuleGroup } from '../../model/rule.ts';
import type { Labels } from '../../model/series.ts';
import { lineColumn, quote } from '../promql/goText.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { checkTemplate } from '../template/expandText.ts';
import { type FileProblem, YamlReader } from './yamlReader.ts';

export interface RuleFile {
  readonly groups: readonly RuleGroup[];
  /** Where there are any, Prometheus refuses the whole file. */
  readonly problems: readonly FileProblem[];
}

export interface RuleFileOptions {
  /** `legacy`: names of letters, digits and `_` only, as before Prometheus 3; else any UTF-8. */
  readonly names?: 'legacy' | 'utf8';
}

const GROUP_KEYS = new Set(['name', 'interval', 'query_offset', 'limit', 'labels', 'rules']);
const RULE_KEYS = new Set(['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']);
const NOWHERE: TextRange = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/** What stands before every template of an alert, so that `$labels` and `$value` are there (rules/alerting.go). */
export const TEMPLATE_DEFINITIONS =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';

type Mapping = ReadonlyMap<string, { key: Node; value: Node | null }>;

/** Reads a rule file and holds it against all that Prometheus holds it against (model/rulefmt); never throws. */
export function readRuleFile(text: string, options: RuleFileOptions = {}): RuleFile {
  const steps = readRuleFileStepwise(text, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, one rule a step, so that the caller can do other work between two: a megabyte of rules takes a second. */
export function* readRuleFileStepwise(text: string, options: RuleFileOptions = {}): Generator<void, RuleFile> {
  const reader = new RuleFileReader(text, options);
  try {
    return { groups: yield* reader.read(), problems: reader.problems };
  } catch (error) {
    // A file that stands for more than can be looked at.
    if (!(error instanceof RangeError)) throw error;
    return { groups: [], problems: [...reader.problems, { message: error.message }] };
  }
}

class RuleFileReader {
  readonly #yaml: YamlReader;
  readonly #legacy: boolean;

  constructor(text: string, { names }: RuleFileOptions) {
    this.#yaml = new YamlReader(text);
    this.#legacy = names === 'legacy';
  }

  get problems(): readonly FileProblem[] {
    return this.#yaml.problems;
  }

  *read(): Generator<void, RuleGroup[]> {
    const yaml = this.#yaml;
    if (yaml.root === null || yaml.root === undefined || yaml.problems.length > 0) return [];
    const file = yaml.mapping(yaml.root, 'a rule file');
    if (file === undefined) return [];
    this.#known(file, new Set(['groups']), 'rulefmt.RuleGroups');
    const names = new Set<string>();
    const groups: RuleGroup[] = [];
    for (const node of yaml.list(file.get('groups')?.value, 'groups')) {
      yield;
      const group = yield* this.#group(node);
      if (group === undefined) continue;
      if (group.name === '') yaml.report('groupname should not be empty', node);
      else if (names.has(group.name)) yaml.report(`groupname: ${quote(group.name)} is repeated in the same file`, node);
      names.add(group.name);
      groups.push(group);
    }
    return groups;
  }

  *#group(node: Node): Generator<void, RuleGroup | undefined> {
    const yaml = this.#yaml;
    const group = yaml.mapping(node, 'a group');
    if (group === undefined) return undefined;
    this.#known(group, GROUP_KEYS, 'rulefmt.RuleGroup');
    const name = yaml.text(group.get('name')?.value, 'name') ?? '';
    const labels = this.#texts(group.get('labels')?.value, 'labels');
    for (const label of Object.keys(labels)) {
      if (!this.#isLabelName(label) || label === '__name__') {
        yaml.report(`invalid label name: ${label}`, group.get('labels')?.value);
      }
    }
    const limit = Number(yaml.text(group.get('limit')?.value, 'limit') ?? 0);
    if (!Number.isInteger(limit)) yaml.report('yaml: limit must be a whole number', group.get('limit')?.value);
    const interval = this.#duration(group, 'interval');
    const rules: Rule[] = [];
    for (const [i, item] of yaml.list(group.get('rules')?.value, 'rules').entries()) {
      yield;
      const rule = this.#rule(item, name, i + 1, labels);
      if (rule !== undefined) rules.push(rule);
    }
    return {
      name,
      ...(interval !== undefined && interval > 0 && { intervalMs: interval }),
      queryOffsetMs: this.#duration(group, 'query_offset') ?? 0,
      limit: Math.max(0, limit),
      rules,
    };
  }

  #rule(node: Node, groupName: string, position: number, groupLabels: Labels): Rule | undefined {
    const yaml = this.#yaml;
    const rule = yaml.mapping(node, 'a rule');
    if (rule === undefined) return undefined;
    const before = yaml.problems.length;
    this.#known(rule, RULE_KEYS, 'rulefmt.Rule');
    const text = (key: string): string => yaml.text(rule.get(key)?.value, key) ?? '';
    const [record, alert, expr] = [text('record'), text('alert'), text('expr')];
    const name = record === '' ? alert : record;
    const nameNode = rule.get(record === '' ? 'alert' : 'record')?.value;
    const fail = (message: string, at: Node | null | undefined = nameNode): void =>
      yaml.report(`group ${quote(groupName)}, rule ${position}, ${quote(name)}: ${message}`, at ?? node);

    if (record !== '' && alert !== '') fail("only one of 'record' and 'alert' must be set");
    if (record === '' && alert === '') fail("one of 'record' or 'alert' must be set", node);
    if (expr === '') fail("field 'expr' must be set in rule", node);
    else this.#checkExpr(expr, rule.get('expr')?.value, fail);
    const labels = this.#texts(rule.get('labels')?.value, 'labels');
    const annotations = this.#texts(rule.get('annotations')?.value, 'annotations');
    const [forMs, keepFiringForMs] = [this.#duration(rule, 'for') ?? 0, this.#duration(rule, 'keep_firing_for') ?? 0];
    if (record !== '') {
      if (Object.keys(annotations).length > 0) fail("invalid field 'annotations' in recording rule");
      if (forMs !== 0) fail("invalid field 'for' in recording rule");
      if (keepFiringForMs !== 0) fail("invalid field 'keep_firing_for' in recording rule");
      if (!this.#isMetricName(record)) fail(`invalid recording rule name: ${record}`);
      // The braces of a selector are what is meant, and would be taken for a part of the name.
      else if (/[{}]/.test(record)) {
        fail('braces present in the recording rule name; should it be in expr?: ' + record);
      }
    }
    for (const [label, value] of Object.entries(labels)) {
      if (!this.#isLabelName(label) || label === '__name__') fail(`invalid label name: ${label}`);
      if (!value.isWellFormed()) fail(`invalid label value: ${value}`);
    }
    for (const annotation of Object.keys(annotations)) {
      if (!this.#isLabelName(annotation)) fail(`invalid annotation name: ${annotation}`);
    }
    if (alert !== '') {
      this.#checkTemplates(alert, 'label', labels, rule.get('labels')?.value, fail);
      this.#checkTemplates(alert, 'annotation', annotations, rule.get('annotations')?.value, fail);
    }
    if (yaml.problems.length > before) return undefined;
    const range = (nameNode && yaml.rangeOf(nameNode)) ?? NOWHERE;
    const merged = { ...groupLabels, ...labels };
    return record === ''
      ? { kind: 'alert', name, expr, labels: merged, range, forMs, keepFiringForMs, annotations }
      : { kind: 'record', name, expr, labels: merged, range };
  }

  #checkExpr(expr: string, at: Node | null | undefined, fail: (message: string, at?: Node | null) => void): void {
    const parsed = parseQuery(expr, { experimental: true });
    if (parsed.ok) return;
    const [first] = parsed.error;
    const { startLine = 0, startColumn = 0 } = first?.range ?? {};
    const lines = expr.split('\n').slice(0, startLine);
    const offset = lines.reduce((sum, line) => sum + line.length + 1, 0) + startColumn;
    fail(`could not parse expression: ${lineColumn(expr, offset)}: parse error: ${first?.message ?? ''}`, at);
  }

  #checkTemplates(
    alert: string,
    what: 'label' | 'annotation',
    texts: Labels,
    at: Node | null | undefined,
    fail: (message: string, at?: Node | null) => void,
  ): void {
    const name = `__alert_${alert}`;
    for (const [key, text] of Object.entries(texts)) {
      const checked = checkTemplate(name, TEMPLATE_DEFINITIONS + text);
      if (!checked.ok)
        fail(`${what} ${quote(key)}: ${checked.error.replace(`error parsing template ${name}: `, '')}`, at);
    }
  }

  #texts(node: Node | null | undefined, what: string): Labels {
    if (this.#isAbsent(node)) return {};
    const pairs = this.#yaml.mapping(node, what) ?? [];
    return Object.fromEntries(
      [...pairs].map(([key, { value }]) => [key, this.#yaml.text(value, `${what}.${key}`) ?? '']),
    );
  }

  #isAbsent(node: Node | null | undefined): boolean {
    return node === null || node === undefined || ('value' in node && node.value === null);
  }

  #duration(of: Mapping, key: string): number | undefined {
    const node = of.get(key)?.value;
    const text = this.#yaml.text(node, key);
    if (text === undefined) return undefined;
    const ms = parseDuration(text);
    if (ms === undefined) this.#yaml.report(`not a valid duration string: ${quote(text)}`, node);
    return ms;
  }

  #known(of: Mapping, keys: ReadonlySet<string>, type: string): void {
    for (const [name, { key }] of of)
      if (!keys.has(name)) this.#yaml.report(`field ${name} not found in type ${type}`, key);
  }

  #isLabelName(name: string): boolean {
    return this.#legacy ? /^[A-Za-z_]\w*$/.test(name) : name !== '' && name.isWellFormed();
  }

  #isMetricName(name: string): boolean {
    return this.#legacy ? /^[A-Za-z_:][\w:]*$/.test(name) : name !== '' && name.isWellFormed();
  }
}
