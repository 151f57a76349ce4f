import { childrenOf, type Expr } from '../../../src/engine/promql/ast.ts';

/** Functions whose result depends on the time of evaluation: a query with one of them is not rewritten. */
const TIME_DEPENDENT = new Set([
  'days_in_month',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'hour',
  'minute',
  'month',
  'year',
  'predict_linear',
  'time',
  'timestamp',
  'start',
  'end',
  'range',
  'step',
]);

/** The query with `@ atMs` at every selector and subquery that has no time yet; undefined where that would change its meaning. */
export function fixTime(expr: Expr, atMs: number): Expr | undefined {
  return dependsOnTime(expr) ? undefined : fix(expr, atMs);
}

function dependsOnTime(expr: Expr): boolean {
  if (expr.kind === 'call' && TIME_DEPENDENT.has(expr.name)) return true;
  return childrenOf(expr).some(dependsOnTime);
}

function fix(expr: Expr, atMs: number): Expr {
  const at = { kind: 'time', timeMs: atMs } as const;
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'selector':
      return expr.at === undefined ? { ...expr, at } : expr;
    case 'matrix':
      return expr.selector.at === undefined ? { ...expr, selector: { ...expr.selector, at } } : expr;
    case 'subquery':
      // What is inside runs at the subquery's own times.
      return expr.at === undefined ? { ...expr, at } : expr;
    case 'call':
      // The second argument of info() only carries matchers.
      return { ...expr, args: expr.args.map((arg, i) => (expr.name === 'info' && i === 1 ? arg : fix(arg, atMs))) };
    case 'aggregate':
      return {
        ...expr,
        expr: fix(expr.expr, atMs),
        ...(expr.param === undefined ? {} : { param: fix(expr.param, atMs) }),
      };
    case 'binary':
      return { ...expr, left: fix(expr.left, atMs), right: fix(expr.right, atMs) };
    case 'unary':
    case 'paren':
      return { ...expr, expr: fix(expr.expr, atMs) };
  }
}
