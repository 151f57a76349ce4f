import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Span } from '../ast.ts';
import { maskQuery } from './mask.ts';

/** The grammar's tree of a query, or the first place where it does not fit. */
export type SyntaxTree =
  | { readonly ok: true; readonly root: SyntaxNode }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/** Parses with Prometheus' published grammar. Nesting is limited, so that no query can exhaust the stack. */
export function readSyntaxTree(query: string): SyntaxTree {
  const tooDeep = deepestNesting(query);
  if (tooDeep !== undefined)
    return { ok: false, message: 'expression is nested too deeply', span: { start: tooDeep, end: tooDeep + 1 } };
  const tree = parser.parse(maskQuery(query));
  const root = tree.topNode;
  const cursor = tree.cursor();
  let depth = 0;
  let previousEnd = 0;
  do {
    if (cursor.type.isError) return { ok: false, ...describe(query, cursor.from, cursor.to, previousEnd) };
    depth++;
    if (cursor.node.firstChild === null && cursor.name !== 'LineComment') previousEnd = cursor.to;
  } while (cursor.next() && depth < MAX_NODES);
  if (depth >= MAX_NODES)
    return { ok: false, message: 'expression is too large', span: { start: 0, end: query.length } };
  if (namedChildren(root).length === 0)
    return { ok: false, message: 'no expression found in input', span: { start: 0, end: query.length } };
  return { ok: true, root };
}

const MAX_NODES = 200_000;
const MAX_NESTING = 400;

/** The children that mean something: no comments. */
export function namedChildren(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'LineComment') children.push(child);
  return children;
}

function deepestNesting(query: string): number | undefined {
  let depth = 0;
  let signs = 0;
  for (let at = 0; at < query.length; at++) {
    const char = query[at] ?? '';
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    signs =
      char === '-' || char === '+' || char === '^' ? signs + 1 : /\s/.test(char) ? signs : char === '(' ? signs : 0;
    if (depth > MAX_NESTING || signs > MAX_NESTING) return at;
  }
  return undefined;
}

function describe(query: string, from: number, to: number, previousEnd: number): { message: string; span: Span } {
  if (query.replace(/#[^\n]*/g, '').trim() === '')
    return { message: 'no expression found in input', span: { start: 0, end: query.length } };
  const rest = query.slice(from);
  const start = from + (/^\s*/.exec(rest)?.[0].length ?? 0);
  if (start >= query.length)
    return { message: 'unexpected end of input', span: { start: query.length, end: query.length } };
  const before = /[A-Za-z_:][\w:]*\s*$/.exec(query.slice(0, previousEnd))?.[0].trim();
  if (query[start] === '(' && before !== undefined)
    return { message: `unknown function with name ${JSON.stringify(before)}`, span: { start, end: start + 1 } };
  const token = /^(?:[\w:.]+|"[^"]*"?|'[^']*'?|[=!<>]=?~?|.)/su.exec(query.slice(start))?.[0] ?? '';
  return { message: `unexpected ${JSON.stringify(token)}`, span: { start, end: Math.max(to, start + token.length) } };
}
