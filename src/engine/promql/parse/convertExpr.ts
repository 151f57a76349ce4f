import type { SyntaxNode } from '@lezer/common';
import type { AggregateOp, Expr, Span } from '../ast.ts';
import { readGrouping } from './convertMatching.ts';
import { convertSelector } from './convertSelector.ts';
import { readNumber, readString } from './literals.ts';
import type { Report } from './parseQuery.ts';
import { isOperation, regroup } from './regroup.ts';
import { namedChildren } from './syntaxTree.ts';

/** The grammar's tree as our own, or undefined where a problem was reported. */
export function convertExpr(root: SyntaxNode, query: string, report: Report): Expr | undefined {
  const first = namedChildren(root)[0];
  return first === undefined ? undefined : convert(first, query, report);
}

function convert(node: SyntaxNode, query: string, report: Report): Expr | undefined {
  if (isOperation(node, query))
    return regroup(node, query, report, (operand, from) => convertOperand(operand, from, query, report));
  return convertOperand(node, node.from, query, report);
}

/** What is no operation; `from` is after the sign of a number. */
function convertOperand(node: SyntaxNode, from: number, query: string, report: Report): Expr | undefined {
  const span = { start: from, end: node.to };
  const text = query.slice(from, node.to);
  switch (node.name) {
    case 'NumberDurationLiteral': {
      const number = readNumber(text);
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
