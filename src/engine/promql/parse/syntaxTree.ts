import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Span } from '../ast.ts';
import { describeSyntaxError } from './describeSyntaxError.ts';
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
  let nodes = 0;
  do {
    if (cursor.type.isError) return { ok: false, ...describeSyntaxError(query, cursor.from) };
    nodes++;
  } while (cursor.next() && nodes < MAX_NODES);
  if (nodes >= MAX_NODES)
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
