import type { Expr } from './ast.ts';
import { withoutParens } from './ast.ts';

/** Functions whose result depends on the time of evaluation even where their arguments do not (Prometheus' list). */
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
]);

const known = new WeakMap<Expr, boolean>();

/** Whether an expression has the same value at every step, as `@` makes it: then it is evaluated once. */
export function isStepInvariant(expr: Expr): boolean {
  let invariant = known.get(expr);
  if (invariant === undefined) known.set(expr, (invariant = decide(expr)));
  return invariant;
}

function decide(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
    case 'subquery':
      return expr.at !== undefined;
    case 'matrix':
      return isStepInvariant(expr.selector);
    case 'paren':
    case 'unary':
      return isStepInvariant(expr.expr);
    case 'binary':
      return isStepInvariant(expr.left) && isStepInvariant(expr.right);
    case 'aggregate':
      return isStepInvariant(expr.expr) && (expr.param === undefined || isStepInvariant(expr.param));
    case 'call': {
      if (!expr.args.every(isStepInvariant)) return false;
      const [first] = expr.args;
      if (expr.name === 'timestamp') return first !== undefined && withoutParens(first).kind === 'selector';
      return !TIME_DEPENDENT.has(expr.name);
    }
  }
}
