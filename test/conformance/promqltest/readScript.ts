import { parseDuration } from '../../../src/base/duration.ts';

/** One evaluation of a script with what is expected of it. */
export interface Evaluation {
  readonly kind: 'eval';
  readonly line: number;
  readonly query: string;
  readonly mode:
    | { readonly kind: 'instant'; readonly atMs: number }
    | { readonly kind: 'range'; readonly fromMs: number; readonly toMs: number; readonly stepMs: number };
  readonly expected: Expected;
}

export interface Expected {
  readonly ordered: boolean;
  readonly fail?: TextMatch;
  readonly warnings: readonly TextMatch[];
  readonly infos: readonly TextMatch[];
  readonly noWarn: boolean;
  readonly noInfo: boolean;
  /** An instant query whose result is a matrix with points at these times. */
  readonly rangeVector?: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number };
  readonly string?: string;
  readonly scalar?: string;
  readonly series: readonly string[];
}

/** Any text, one text, or a pattern. */
export type TextMatch = { readonly text?: string; readonly pattern?: string };

export type Command =
  | { readonly kind: 'clear'; readonly line: number }
  | {
      readonly kind: 'load';
      readonly line: number;
      readonly stepMs: number;
      readonly withNhcb: boolean;
      readonly series: readonly string[];
    }
  | Evaluation
  | { readonly kind: 'error'; readonly line: number; readonly message: string };

/** Reads a script of Prometheus' PromQL suite into its commands. */
export function readScript(text: string): Command[] {
  const lines = text.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith('#') ? '' : trimmed;
  });
  const commands: Command[] = [];
  for (let i = 0; i < lines.length; i++) {
    const head = lines[i] ?? '';
    if (head === '') continue;
    const line = i + 1;
    const body: string[] = [];
    // `clear` has no body: a command may follow on the next line.
    while (!/^clear$/i.test(head) && i + 1 < lines.length && lines[i + 1] !== '') body.push(lines[++i] ?? '');
    commands.push(readCommand(head, body, line));
  }
  return commands;
}

function readCommand(head: string, body: readonly string[], line: number): Command {
  const word = (head.split(/\s+/)[0] ?? '').toLowerCase();
  if (word === 'clear') return { kind: 'clear', line };
  if (word.startsWith('load')) {
    const match = /^load(?:_(with_nhcb))?\s+(.+?)$/.exec(head);
    const stepMs = parseDuration(match?.[2] ?? '');
    if (match === null || stepMs === undefined) return { kind: 'error', line, message: `invalid load: ${head}` };
    return { kind: 'load', line, stepMs, withNhcb: match[1] !== undefined, series: body };
  }
  if (word.startsWith('eval')) return readEval(head, body, line);
  return { kind: 'error', line, message: `invalid command: ${head}` };
}

function readEval(head: string, body: readonly string[], line: number): Command {
  const instant = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/.exec(head);
  const range = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/.exec(head);
  const expected = readExpected(instant?.[1] ?? range?.[1], body);
  if (typeof expected === 'string') return { kind: 'error', line, message: expected };
  if (instant !== null) {
    const atMs = parseDuration(instant[2] ?? '');
    if (atMs === undefined) return { kind: 'error', line, message: `invalid time: ${head}` };
    return { kind: 'eval', line, query: instant[3] ?? '', mode: { kind: 'instant', atMs }, expected };
  }
  const fromMs = parseDuration(range?.[2] ?? '');
  const toMs = parseDuration(range?.[3] ?? '');
  const stepMs = parseDuration(range?.[4] ?? '');
  if (range === null || fromMs === undefined || toMs === undefined || stepMs === undefined)
    return { kind: 'error', line, message: `invalid eval: ${head}` };
  return { kind: 'eval', line, query: range[5] ?? '', mode: { kind: 'range', fromMs, toMs, stepMs }, expected };
}

function readExpected(suffix: string | undefined, body: readonly string[]): Expected | string {
  let ordered = suffix === 'ordered';
  let fail: TextMatch | undefined = suffix === 'fail' ? {} : undefined;
  const warnings: TextMatch[] = suffix === 'warn' ? [{}] : [];
  const infos: TextMatch[] = suffix === 'info' ? [{}] : [];
  let noWarn = false;
  let noInfo = false;
  let rangeVector: Expected['rangeVector'];
  let string: string | undefined;
  let scalar: string | undefined;
  const series: string[] = [];
  for (const line of body) {
    const old = /^expected_fail_(message|regexp)\s+(.+)$/.exec(line);
    const vector = /^expect\s+range\s+vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/.exec(line);
    const text = /^expect\s+string\s+(.+)$/.exec(line);
    const expect = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(msg|regex):(.*))?$/.exec(line);
    if (old !== null) fail = old[1] === 'message' ? { text: old[2] ?? '' } : { pattern: old[2] ?? '' };
    else if (vector !== null) {
      const [fromMs, toMs, stepMs] = vector.slice(1).map((part) => parseDuration(part));
      if (fromMs === undefined || toMs === undefined || stepMs === undefined) return `invalid expect: ${line}`;
      rangeVector = { fromMs, toMs, stepMs };
    } else if (text !== null) string = unquote(text[1] ?? '');
    else if (expect !== null) {
      const match: TextMatch =
        expect[2] === undefined
          ? {}
          : expect[2] === 'msg'
            ? { text: (expect[3] ?? '').trim() }
            : { pattern: (expect[3] ?? '').trim() };
      if (expect[1] === 'ordered') ordered = true;
      else if (expect[1] === 'fail') fail = match;
      else if (expect[1] === 'warn') warnings.push(match);
      else if (expect[1] === 'info') infos.push(match);
      else if (expect[1] === 'no_warn') noWarn = true;
      else noInfo = true;
    } else if (line.startsWith('expect ')) return `invalid expect: ${line}`;
    else if (/^[+-]?(?:[\d.]|inf|nan)/i.test(line) && !/[\s{]/.test(line)) scalar = line;
    else series.push(line);
  }
  if ((noWarn && warnings.length > 0) || (noInfo && infos.length > 0)) return 'annotations expected and refused';
  return {
    ordered,
    warnings,
    infos,
    noWarn,
    noInfo,
    series,
    ...(fail === undefined ? {} : { fail }),
    ...(rangeVector === undefined ? {} : { rangeVector }),
    ...(string === undefined ? {} : { string }),
    ...(scalar === undefined ? {} : { scalar }),
  };
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return JSON.parse(text.startsWith("'") ? `"${text.slice(1, -1)}"` : text) as string;
}
