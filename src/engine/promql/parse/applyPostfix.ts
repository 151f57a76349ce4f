import type { SyntaxNode } from '@lezer/common';
import type { AtTime, Duration, Expr, MatrixSelector, Span, Subquery, VectorSelector } from '../ast.ts';
import { formatFloat } from '../goText.ts';
import { convertDuration } from './convertDuration.ts';
import { readNumber } from './literals.ts';
import type { Report } from './parseQuery.ts';
import { namedChildren } from './syntaxTree.ts';

/** Puts a range, `offset`, `@`, `anchored` or `smoothed` to the expression before it. */
export function applyPostfix(expr: Expr, node: SyntaxNode, query: string, report: Report): Expr | undefined {
  switch (node.name) {
    case 'MatrixSelector':
      return applyRange(expr, node, query, report);
    case 'SubqueryExpr':
      return applySubquery(expr, node, query, report);
    case 'OffsetExpr':
      return applyOffset(expr, node, query, report);
    case 'StepInvariantExpr':
      return applyAt(expr, node, query, report);
    default:
      return applyExtension(expr, node, report);
  }
}

function until(span: Span, node: SyntaxNode): Span {
  return { start: span.start, end: node.to };
}

function applyRange(expr: Expr, node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const durationNode = node.getChild('DurationExpr');
  const range = durationNode === null ? undefined : convertDuration(durationNode, query, report);
  const span = until(expr.span, node);
  if (expr.kind !== 'selector') {
    report(span, 'ranges only allowed for vector selectors');
    return undefined;
  }
  if (expr.offset !== undefined) report(span, 'no offset modifiers allowed before range');
  if (expr.at !== undefined) report(span, 'no @ modifiers allowed before range');
  return range === undefined ? undefined : { kind: 'matrix', selector: expr, range, span };
}

function applySubquery(expr: Expr, node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const [rangeNode, stepNode] = node.getChildren('DurationExpr');
  const range = rangeNode === undefined ? undefined : convertDuration(rangeNode, query, report);
  const step = stepNode === undefined ? undefined : convertDuration(stepNode, query, report);
  if (range === undefined || (stepNode !== undefined && step === undefined)) return undefined;
  const span = until(expr.span, node);
  return { kind: 'subquery', expr, range, ...(step === undefined ? {} : { step }), span };
}

function applyOffset(expr: Expr, node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const durationNode = node.getChild('OffsetDurationExpr');
  const offset = durationNode === null ? undefined : convertDuration(durationNode, query, report);
  if (offset === undefined) return undefined;
  const target = modified(expr);
  if (target === undefined) {
    const wanted = 'must be preceded by an instant vector selector or range vector selector or a subquery';
    report(expr.span, `offset modifier ${wanted}`);
    return undefined;
  }
  if (target.offset !== undefined) report(expr.span, 'offset may not be set multiple times');
  return withModifiers(expr, node, { offset });
}

function applyAt(expr: Expr, node: SyntaxNode, query: string, report: Report): Expr | undefined {
  const target = modified(expr);
  if (target === undefined) {
    const wanted = 'must be preceded by an instant vector selector or range vector selector or a subquery';
    report(expr.span, `@ modifier ${wanted}`);
    return undefined;
  }
  const at = readAt(node, query, expr.span, report);
  if (target.at !== undefined) report(expr.span, '@ <timestamp> may not be set multiple times');
  return at === undefined ? undefined : withModifiers(expr, node, { at });
}

function readAt(node: SyntaxNode, query: string, span: Span, report: Report): AtTime | undefined {
  const preprocessor = node.getChild('AtModifierPreprocessors');
  if (preprocessor !== null) {
    const name = query.slice(preprocessor.from, preprocessor.to).toLowerCase();
    return { kind: name.startsWith('start') ? 'start' : 'end' };
  }
  const literal = namedChildren(node).at(-1);
  const number = readNumber(query.slice(literal?.from ?? node.from, literal?.to ?? node.to).replace(/\s+/g, ''));
  if (!number.ok) {
    report(span, number.error);
    return undefined;
  }
  const seconds = number.value.value;
  // The greatest time that Prometheus' int64 milliseconds can hold.
  if (!(Math.abs(seconds) < 2 ** 63)) {
    report(span, `timestamp out of bounds for @ modifier: ${formatFloat(seconds)}`);
    return undefined;
  }
  return { kind: 'time', timeMs: Math.round(seconds * 1000) };
}

/** What `offset` and `@` can be put to. */
function modified(expr: Expr): VectorSelector | Subquery | undefined {
  if (expr.kind === 'selector' || expr.kind === 'subquery') return expr;
  return expr.kind === 'matrix' ? expr.selector : undefined;
}

function withModifiers(expr: Expr, node: SyntaxNode, change: { offset?: Duration; at?: AtTime }): Expr {
  const span = until(expr.span, node);
  if (expr.kind === 'matrix') {
    const selector: VectorSelector = { ...expr.selector, ...change };
    return { ...expr, selector, span } satisfies MatrixSelector;
  }
  return { ...(expr as VectorSelector | Subquery), ...change, span };
}

function applyExtension(expr: Expr, node: SyntaxNode, report: Report): Expr | undefined {
  const name = node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed';
  const selector = expr.kind === 'matrix' ? expr.selector : expr;
  if (selector.kind !== 'selector') {
    report(
      expr.span,
      expr.kind === 'subquery'
        ? `${name} modifier is not supported for subqueries`
        : `${name} modifier not implemented`,
    );
    return undefined;
  }
  const changed: VectorSelector = { ...selector, [name]: true };
  if (changed.anchored && changed.smoothed)
    report(expr.span, 'anchored and smoothed modifiers cannot be used together');
  const span = until(expr.span, node);
  return expr.kind === 'matrix' ? { ...expr, selector: changed, span } : { ...changed, span };
}
