import type { SyntaxNode } from '@lezer/common';
import type { AggregateOp, Binary, BinaryOp, Expr, Span } from '../ast.ts';
import { applyPostfix } from './applyPostfix.ts';
import { convertMatching, readGrouping } from './convertMatching.ts';
import { convertSelector } from './convertSelector.ts';
import { readNumber, readString } from './literals.ts';
import type { Report } from './parseQuery.ts';
import { namedChildren } from './syntaxTree.ts';

/** The grammar's tree as our own, or undefined where a problem was reported. Works without recursion on the stack's account for the limits of `readSyntaxTree`. */
export function convertExpr(root: SyntaxNode, query: string, report: Report): Expr | undefined {
  const first = namedChildren(root)[0];
  return first === undefined ? undefined : convert(first, query, report);
}

const POSTFIX = new Set([
  'OffsetExpr',
  'StepInvariantExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'AnchoredExpr',
  'SmoothedExpr',
]);

function convert(node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const span = spanOf(node);
  const text = query.slice(node.from, node.to);
  if (POSTFIX.has(node.name)) {
    const inner = namedChildren(node)[0];
    const expr = inner === undefined ? undefined : convert(inner, query, report);
    return expr === undefined ? undefined : applyPostfix(expr, node, query, report);
  }
  switch (node.name) {
    case 'NumberDurationLiteral': {
      const number = readNumber(text.replace(/\s+/g, ''));
      if (number.ok) return { kind: 'number', ...number.value, span };
      report(span, number.error);
      return undefined;
    }
    case 'StringLiteral': {
      const string = readString(text);
      if (string.ok) return { kind: 'string', value: string.value, span };
      report(span, string.error);
      return undefined;
    }
    case 'VectorSelector':
      return convertSelector(node, query, report);
    case 'ParenExpr': {
      const inner = namedChildren(node)[0];
      const expr = inner === undefined ? undefined : convert(inner, query, report);
      return expr === undefined ? undefined : { kind: 'paren', expr, span };
    }
    case 'UnaryExpr': {
      const [op, operand] = namedChildren(node);
      const expr = operand === undefined ? undefined : convert(operand, query, report);
      if (op === undefined || expr === undefined) return undefined;
      return { kind: 'unary', op: query[op.from] === '-' ? '-' : '+', expr, span };
    }
    case 'BinaryExpr':
      return convertBinary(node, query, report);
    case 'FunctionCall': {
      const name = query.slice(node.from, node.firstChild?.to ?? node.from);
      const body = node.getChild('FunctionCallBody');
      const args = body === null ? [] : convertAll(namedChildren(body), query, report);
      return args === undefined ? undefined : { kind: 'call', name: name.toLowerCase(), args, span };
    }
    case 'AggregateExpr':
      return convertAggregate(node, query, report);
    default:
      report(span, `unexpected ${JSON.stringify(text)}`);
      return undefined;
  }
}

function convertAll(nodes: readonly SyntaxNode[], query: string, report: Report): Expr[] | undefined {
  const exprs = nodes.map((node) => convert(node, query, report));
  return exprs.every((expr) => expr !== undefined) ? exprs : undefined;
}

function convertBinary(node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const parts = namedChildren(node);
  const [leftNode, opNode] = parts;
  const rightNode = parts.at(-1);
  if (leftNode === undefined || opNode === undefined || rightNode === undefined) return undefined;
  const left = convert(leftNode, query, report);
  const right = convert(rightNode, query, report);
  const matching = convertMatching(parts.slice(2, -1), query, report);
  if (left === undefined || right === undefined) return undefined;
  const expr: Binary = {
    kind: 'binary',
    op: query.slice(opNode.from, opNode.to).toLowerCase() as BinaryOp,
    left,
    right,
    bool: parts.some((part) => part.name === 'BoolModifier'),
    matching,
    opSpan: spanOf(opNode),
    span: spanOf(node),
  };
  return expr.op === '^' ? signOutside(expr, leftNode, query) : expr;
}

/** The grammar takes `-1 ^ 2` for `(-1) ^ 2`; the sign binds less than the power. */
function signOutside(expr: Binary, leftNode: SyntaxNode, query: string): Expr {
  const sign = query[leftNode.from];
  if (leftNode.name !== 'NumberDurationLiteral' || expr.left.kind !== 'number' || (sign !== '-' && sign !== '+'))
    return expr;
  const { left } = expr;
  const digits = leftNode.from + 1;
  const unsigned = {
    ...left,
    value: sign === '-' ? -left.value : left.value,
    span: { start: digits, end: left.span.end },
  };
  const power: Binary = { ...expr, left: unsigned, span: { start: digits, end: expr.span.end } };
  return { kind: 'unary', op: sign, expr: power, span: expr.span };
}

const WITH_PARAM = new Set(['topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio']);

function convertAggregate(node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const span = spanOf(node);
  const opNode = node.getChild('AggregateOp');
  const body = node.getChild('FunctionCallBody');
  const modifier = node.getChild('AggregateModifier');
  if (opNode === null || body === null) return undefined;
  const op = query.slice(opNode.from, opNode.to).toLowerCase() as AggregateOp;
  const labels = modifier?.getChild('GroupingLabels');
  const grouping = labels === null || labels === undefined ? [] : readGrouping(labels, query, report);
  const without = modifier?.getChild('Without') !== null && modifier !== null;
  const args = convertAll(namedChildren(body), query, report);
  if (args === undefined) return undefined;
  const wanted = WITH_PARAM.has(op) ? 2 : 1;
  const expr = args.at(-1);
  if (expr === undefined) {
    report(span, 'no arguments for aggregate expression provided');
    return undefined;
  }
  if (args.length !== wanted) {
    report(span, `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`);
    return undefined;
  }
  const [param] = args;
  return {
    kind: 'aggregate',
    op,
    expr,
    grouping,
    without,
    span,
    ...(wanted === 2 && param !== undefined ? { param } : {}),
  };
}

export function spanOf(node: SyntaxNode): Span {
  return { start: node.from, end: node.to };
}
