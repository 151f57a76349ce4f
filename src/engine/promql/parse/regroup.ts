import type { SyntaxNode } from '@lezer/common';
import type { Binary, BinaryOp, Expr } from '../ast.ts';
import { applyPostfix } from './applyPostfix.ts';
import { convertMatching } from './convertMatching.ts';
import type { Report } from './parseQuery.ts';
import { namedChildren } from './syntaxTree.ts';

// The published grammar groups `a + b offset 5m * c` as `((a + b) offset 5m) * c` and `-1 ^ 2` as `(-1) ^ 2`. Prometheus
// lets what follows a selector bind to it alone, and a sign less than a power. So operations are laid out in a line again
// and grouped by Prometheus' precedences.

/** A piece of a line of operands and operators. */
type Piece =
  | { readonly kind: 'operand'; readonly node: SyntaxNode; readonly from: number }
  | { readonly kind: 'sign'; readonly at: number }
  | { readonly kind: 'postfix'; readonly node: SyntaxNode }
  | { readonly kind: 'binary'; readonly parts: readonly SyntaxNode[] };

const POSTFIX = new Set([
  'OffsetExpr',
  'StepInvariantExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'AnchoredExpr',
  'SmoothedExpr',
]);

const LEVELS: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const POWER = 6;

/** Whether `node` is an operation that has to be grouped anew. */
export function isOperation(node: SyntaxNode, query: string): boolean {
  return (
    POSTFIX.has(node.name) ||
    node.name === 'BinaryExpr' ||
    node.name === 'UnaryExpr' ||
    (node.name === 'NumberDurationLiteral' && isSign(query[node.from]))
  );
}

function isSign(char: string | undefined): boolean {
  return char === '-' || char === '+';
}

/** The expression of an operation; `convertOperand` reads what is no operation, from an offset on. */
export function regroup(
  node: SyntaxNode,
  query: string,
  report: Report,
  convertOperand: (node: SyntaxNode, from: number) => Expr | undefined,
): Expr | undefined {
  const pieces = layOut(node, query);
  let at = 0;

  const parseBinary = (least: number): Expr | undefined => {
    let left = parseUnary();
    for (let next = pieces[at]; next?.kind === 'binary'; next = pieces[at]) {
      const [opNode] = next.parts;
      const op = query.slice(opNode?.from, opNode?.to).toLowerCase() as BinaryOp;
      const level = LEVELS[op];
      if (opNode === undefined || level < least) break;
      at++;
      // Powers group from the right, everything else from the left.
      const right = parseBinary(op === '^' ? level : level + 1);
      const matching = convertMatching(next.parts.slice(1), query, report);
      if (left === undefined || right === undefined) return undefined;
      left = {
        kind: 'binary',
        op,
        left,
        right,
        bool: next.parts.some((part) => part.name === 'BoolModifier'),
        matching,
        opSpan: { start: opNode.from, end: opNode.to },
        span: { start: left.span.start, end: right.span.end },
      } satisfies Binary;
    }
    return left;
  };

  const parseUnary = (): Expr | undefined => {
    const piece = pieces[at];
    if (piece?.kind === 'sign') {
      at++;
      const operand = parseBinary(POWER);
      if (operand === undefined) return undefined;
      const op = query[piece.at] === '-' ? '-' : '+';
      const span = { start: piece.at, end: operand.span.end };
      // A number with its sign is a number.
      if (operand.kind === 'number') return { ...operand, value: op === '-' ? -operand.value : operand.value, span };
      return { kind: 'unary', op, expr: operand, span };
    }
    if (piece?.kind !== 'operand') return undefined;
    at++;
    let expr = convertOperand(piece.node, piece.from);
    for (let next = pieces[at]; next?.kind === 'postfix'; next = pieces[at]) {
      at++;
      if (expr !== undefined) expr = applyPostfix(expr, next.node, query, report);
    }
    return expr;
  };

  return parseBinary(0);
}

function layOut(root: SyntaxNode, query: string): Piece[] {
  const pieces: Piece[] = [];
  // A stack in place of recursion: a long sum nests as deeply as it is long.
  const open: (SyntaxNode | Piece)[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('kind' in next) {
      pieces.push(next);
      continue;
    }
    const children = namedChildren(next);
    const [first] = children;
    const last = children.at(-1);
    if (next.name === 'BinaryExpr' && first !== undefined && last !== undefined)
      open.push(last, { kind: 'binary', parts: children.slice(1, -1) }, first);
    else if (POSTFIX.has(next.name) && first !== undefined) open.push({ kind: 'postfix', node: next }, first);
    else if (next.name === 'UnaryExpr' && first !== undefined && last !== undefined)
      open.push(last, { kind: 'sign', at: first.from });
    else if (next.name === 'NumberDurationLiteral' && isSign(query[next.from])) {
      const from = next.from + 1 + (/^\s*/.exec(query.slice(next.from + 1))?.[0].length ?? 0);
      open.push({ kind: 'operand', node: next, from }, { kind: 'sign', at: next.from });
    } else open.push({ kind: 'operand', node: next, from: next.from });
  }
  return pieces;
}
