import { type Aggregate, type Expr, isSetOperator, type Subquery, type Unary } from '../ast.ts';
import type { Report } from '../parse/parseQuery.ts';
import { checkBinary } from './checkBinary.ts';
import { checkCall } from './checkCall.ts';
import { checkDuration, checkOffset } from './checkDuration.ts';
import { checkSelector } from './checkSelector.ts';
import { nameOfType, typeOf } from './typeOf.ts';

/** Reports what is wrong with the types, arguments, matchers and durations of a query, in Prometheus' words. */
export function checkExpr(expr: Expr, experimental: boolean, report: Report): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'selector':
      checkSelector(expr, report);
      if (expr.offset !== undefined) checkOffset(expr.offset, report);
      return;
    case 'matrix':
      checkExpr(expr.selector, experimental, report);
      checkDuration(expr.range, report);
      return;
    case 'subquery':
      checkExpr(expr.expr, experimental, report);
      checkSubquery(expr, report);
      return;
    case 'paren':
      checkExpr(expr.expr, experimental, report);
      return;
    case 'unary':
      checkExpr(expr.expr, experimental, report);
      checkUnary(expr, report);
      return;
    case 'aggregate':
      for (const part of expr.param === undefined ? [expr.expr] : [expr.param, expr.expr])
        checkExpr(part, experimental, report);
      checkAggregate(expr, experimental, report);
      return;
    case 'binary':
      checkExpr(expr.left, experimental, report);
      checkExpr(expr.right, experimental, report);
      checkBinary(expr, isSetOperator(expr.op), report);
      return;
    case 'call':
      expr.args.forEach((arg, i) => {
        // The second argument of info() only carries matchers, and may carry none.
        if (expr.name !== 'info' || i !== 1 || arg.kind !== 'selector') checkExpr(arg, experimental, report);
      });
      checkCall(expr, experimental, report);
      return;
  }
}

function checkSubquery(expr: Subquery, report: Report): void {
  const type = typeOf(expr.expr);
  if (type !== 'vector') report(expr.span, `subquery is only allowed on instant vector, got ${type} instead`);
  checkDuration(expr.range, report);
  if (expr.step !== undefined) checkDuration(expr.step, report);
  if (expr.offset !== undefined) checkOffset(expr.offset, report);
}

function checkUnary(expr: Unary, report: Report): void {
  const type = typeOf(expr.expr);
  if (type === 'scalar' || type === 'vector') return;
  const wanted = 'unary expression only allowed on expressions of type scalar or instant vector';
  report(expr.span, `${wanted}, got "${nameOfType(type)}"`);
}

const EXPERIMENTAL_AGGREGATES = new Set(['limitk', 'limit_ratio']);

function checkAggregate(expr: Aggregate, experimental: boolean, report: Report): void {
  if (!experimental && EXPERIMENTAL_AGGREGATES.has(expr.op))
    report(
      expr.span,
      `${expr.op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
    );
  const type = typeOf(expr.expr);
  if (type !== 'vector')
    report(expr.expr.span, `expected type instant vector in aggregation expression, got ${nameOfType(type)}`);
  if (expr.param === undefined) return;
  const wanted = expr.op === 'count_values' ? 'string' : 'scalar';
  const got = typeOf(expr.param);
  if (got !== wanted)
    report(expr.param.span, `expected type ${nameOfType(wanted)} in aggregation parameter, got ${nameOfType(got)}`);
}
