import { createScanner, type Node, parseTree } from 'jsonc-parser';
import type { Problem, TextRange } from '../model/problem.ts';
import * as problems from './problems.ts';
import { SETTINGS_PREFIX } from './settings.ts';
import type { Path } from './value.ts';

/** Finds values of the settings in the text of one settings.json or .code-workspace file. */
export interface Locator {
  /**
   * Where the value at `path` is: a text, number, true, false or null itself, the key of an object or list. Where it is
   * not in the file, its nearest parent that is; undefined where not even the setting is.
   */
  locate(path: Path): TextRange | undefined;
  /** How much of `path` is in the file (0: not even the setting), to choose between files. */
  depth(path: Path): number;
  /** Where `problem` belongs: as `locate`, but the key itself where the key is what is wrong. */
  locateProblem(problem: Problem): TextRange | undefined;
  /** A problem with its range for each key of Watchpost's settings that stands twice in one object. */
  duplicateKeys(): readonly Problem[];
}

/** Beyond this depth no settings file is read: the parser calls itself for each level. */
const MAX_DEPTH = 200;
const KEY_CODES: ReadonlySet<string> = new Set([
  'settings.unknownKey',
  'settings.badMetricName',
  'settings.badHeaderName',
  'settings.reservedHeader',
  'settings.duplicateHeader',
  'settings.badEnvironmentName',
]);

/** Reads `text` (JSON with comments, valid or not) once, for any number of questions. */
export function createLocator(text: string): Locator {
  const root = settingsRoot(isTooDeep(text) ? undefined : parseTree(text, [], { allowTrailingComma: true }));
  const toRange = rangeMapper(text);
  const find = (path: Path): Found => (root === undefined ? NOTHING : findIn(root, path));
  const range = (node: Node): TextRange => toRange(node.offset, node.length);
  const locate = (path: Path, keyFirst = false): TextRange | undefined => {
    const { node, depth } = find(path);
    if (node === undefined) return undefined;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    const isBlock = node.type === 'object' || node.type === 'array';
    const wantsKey = isBlock || (keyFirst && depth === path.length);
    // An object in a list has no key: only its bracket is marked, rather than all of its lines.
    if (key === undefined) return isBlock ? toRange(node.offset, 1) : range(node);
    return range(wantsKey ? key : node);
  };
  return {
    locate: (path) => locate(path),
    depth: (path) => find(path).depth,
    locateProblem: (problem) => problem.range ?? (problem.path && locate(problem.path, KEY_CODES.has(problem.code))),
    duplicateKeys: () => (root === undefined ? [] : findDuplicates(root, range)),
  };
}

/** The place of `path` in `text`: see `Locator.locate`. */
export function locate(text: string, path: Path): TextRange | undefined {
  return createLocator(text).locate(path);
}

/** The keys that stand twice in `text`: see `Locator.duplicateKeys`. */
export function duplicateKeys(text: string): readonly Problem[] {
  return createLocator(text).duplicateKeys();
}

interface Found {
  readonly node: Node | undefined;
  readonly depth: number;
}
const NOTHING: Found = { node: undefined, depth: 0 };

/** A .code-workspace file has its settings under `settings`, beside `folders`. */
function settingsRoot(root: Node | undefined): Node | undefined {
  if (root === undefined) return undefined;
  const keys = properties(root);
  const nested = keys.find(({ key }) => key === 'settings')?.value;
  return nested?.type === 'object' && keys.some(({ key }) => key === 'folders') ? nested : root;
}

/**
 * Follows `path` as deep as the text has it. The editor takes `"a.b": …` and `"a": { "b": … }` for the same, so a key may
 * stand for several steps of the path, and a step for several keys. Of equal keys the last one counts.
 */
function findIn(root: Node, path: Path): Found {
  const search = (node: Node, rest: Path, depth: number): Found => {
    const [step, ...after] = rest;
    let best: Found = { node: depth === 0 ? undefined : node, depth };
    if (step === undefined) return best;
    if (typeof step === 'number') {
      const item = node.type === 'array' ? node.children?.[step] : undefined;
      return item === undefined ? best : search(item, after, depth + 1);
    }
    for (const { key, value } of properties(node).reverse()) {
      if (value === undefined) continue;
      const next =
        key === step ? after : step.startsWith(`${key}.`) ? [step.slice(key.length + 1), ...after] : undefined;
      let found: Found | undefined;
      if (next !== undefined) {
        found = search(value, next, key === step ? depth + 1 : depth);
      } else if (key.startsWith(`${step}.`) && typeof after[0] === 'string') {
        // `"watchpost.services.api": …`: one key for two steps.
        found = followJoined(key.slice(step.length + 1), value, after, depth + 1);
      }
      if (found?.node !== undefined && found.depth > best.depth) best = found;
      if (best.depth === depth + rest.length) break;
    }
    return best;
  };
  const followJoined = (key: string, value: Node, rest: Path, depth: number): Found | undefined => {
    const [step, ...after] = rest;
    if (typeof step !== 'string') return undefined;
    if (key === step) return search(value, after, depth + 1);
    return key.startsWith(`${step}.`) ? followJoined(key.slice(step.length + 1), value, after, depth + 1) : undefined;
  };
  return search(root, path, 0);
}

interface Property {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node | undefined;
}

function properties(node: Node): Property[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [keyNode, value] = property.children ?? [];
    return keyNode === undefined || typeof keyNode.value !== 'string' ? [] : [{ key: keyNode.value, keyNode, value }];
  });
}

function findDuplicates(root: Node, range: (node: Node) => TextRange): Problem[] {
  const found: Problem[] = [];
  const walk = (node: Node, path: Path): void => {
    const firsts = new Map<string, number>();
    const entries = properties(node);
    for (const { key } of entries) firsts.set(key, (firsts.get(key) ?? 0) + 1);
    for (const { key, keyNode, value } of entries) {
      if (path.length === 0 && !`${key}.`.startsWith(SETTINGS_PREFIX)) continue;
      const here = [...path, key];
      if ((firsts.get(key) ?? 0) > 1) found.push({ ...problems.duplicateKey(here, key), range: range(keyNode) });
      if (value !== undefined) walk(value, here);
    }
    if (node.type === 'array') node.children?.forEach((item, i) => walk(item, [...path, i]));
  };
  walk(root, []);
  return found;
}

/** jsonc-parser's `SyntaxKind`, whose members only a bundler with types could put in. */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

export function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    if (token === TOKEN.openBrace || token === TOKEN.openBracket) depth++;
    else if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function rangeMapper(text: string): (offset: number, length: number) => TextRange {
  const lineStarts = [0];
  // Line ends as the editor has them.
  for (const match of text.matchAll(/\r\n|\r|\n/g)) lineStarts.push(match.index + match[0].length);
  const position = (offset: number): readonly [line: number, column: number] => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low, offset - (lineStarts[low] ?? 0)];
  };
  return (offset, length) => {
    const [startLine, startColumn] = position(offset);
    const [endLine, endColumn] = position(offset + length);
    return { startLine, startColumn, endLine, endColumn };
  };
}
