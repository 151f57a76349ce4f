import type { Unit } from '../../base/unit.ts';
import { type Aggregate, type Binary, type Call, type Expr, isComparison, withoutParens } from '../promql/ast.ts';

/** The unit of a metric's samples. */
type UnitOf = (metricName: string) => Unit;

/** Functions whose values are in the unit of their last argument that is a vector or a range. */
const KEEPING = words(`
  abs ceil floor round clamp clamp_max clamp_min sort sort_desc sort_by_label sort_by_label_desc label_replace
  label_join scalar vector max_of min_of info avg_over_time min_over_time max_over_time sum_over_time last_over_time
  first_over_time quantile_over_time stddev_over_time mad_over_time increase delta idelta predict_linear
  double_exponential_smoothing`);
const RATES = words('rate irate deriv');
const TIMES = words('time timestamp start_timestamp start end');
const BOOLEANS = words('absent absent_over_time present_over_time');
const KEEPING_AGGREGATIONS = words('sum avg min max stddev quantile topk bottomk limitk limit_ratio');

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** What an expression's values are in, as far as its metrics tell; `none` where they do not, or where it is mixed. */
export function unitOfExpr(wrapped: Expr, unitOf: UnitOf): Unit {
  const expr = withoutParens(wrapped);
  switch (expr.kind) {
    case 'number':
      return expr.isDuration ? 'seconds' : 'none';
    case 'string':
    case 'paren':
      return 'none';
    case 'selector':
      return expr.name === '' ? 'none' : unitOf(expr.name);
    case 'matrix':
      return unitOfExpr(expr.selector, unitOf);
    case 'subquery':
    case 'unary':
      return unitOfExpr(expr.expr, unitOf);
    case 'call':
      return unitOfCall(expr, unitOf);
    case 'aggregate':
      return unitOfAggregate(expr, unitOf);
    case 'binary':
      return unitOfBinary(expr, unitOf);
  }
}

function unitOfCall({ name, args }: Call, unitOf: UnitOf): Unit {
  if (TIMES.has(name)) return 'timestamp';
  if (BOOLEANS.has(name)) return 'boolean';
  if (name === 'histogram_quantile') return bucketUnit(args[1], unitOf);
  const measured = args.find((arg) => !['number', 'string'].includes(withoutParens(arg).kind)) ?? args[0];
  if (measured === undefined) return 'none';
  if (RATES.has(name)) return rateOf(unitOfExpr(measured, unitOf));
  return KEEPING.has(name) ? unitOfExpr(measured, unitOf) : 'none';
}

function unitOfAggregate({ op, expr }: Aggregate, unitOf: UnitOf): Unit {
  if (!KEEPING_AGGREGATIONS.has(op)) return 'none';
  const unit = unitOfExpr(expr, unitOf);
  // How many are up is a number, not yes or no.
  return op === 'sum' && unit === 'boolean' ? 'none' : unit;
}

function unitOfBinary({ op, left, right, bool }: Binary, unitOf: UnitOf): Unit {
  if (bool) return 'boolean';
  const [a, b] = [unitOfExpr(left, unitOf), unitOfExpr(right, unitOf)];
  const [plainLeft, plainRight] = [left, right].map((side) => withoutParens(side).kind === 'number');
  if (isComparison(op) || op === 'and' || op === 'unless') return a;
  switch (op) {
    case 'or':
      return a === b ? a : 'none';
    case '+':
    case '-':
      if (a === 'timestamp') return b === 'timestamp' ? (op === '-' ? 'seconds' : 'none') : 'timestamp';
      return a === b || plainRight === true ? a : plainLeft === true ? b : 'none';
    case '/':
      if (plainRight === true) return a;
      return quotient(a, b);
    case '*':
      // A share times a hundred is a percentage, of which there is no unit.
      if (plainRight === true) return a === 'ratio' ? 'none' : a;
      return plainLeft === true && b !== 'ratio' ? b : 'none';
    default:
      return 'none';
  }
}

/** Equal units cancel; seconds in a second for each event in a second are seconds for each event. */
function quotient(a: Unit, b: Unit): Unit {
  if (a === b) return a === 'none' ? 'none' : a === 'timestamp' || a === 'boolean' ? 'none' : 'ratio';
  if (b === 'none') return a === 'boolean' ? 'ratio' : a;
  if (b === 'perSecond') return a === 'ratio' ? 'seconds' : a === 'bytesPerSecond' ? 'bytes' : 'none';
  return 'none';
}

function rateOf(unit: Unit): Unit {
  switch (unit) {
    case 'bytes':
      return 'bytesPerSecond';
    case 'seconds':
      return 'ratio';
    case 'none':
      return 'perSecond';
    default:
      return 'none';
  }
}

/** The unit of what a histogram measures: that of its sum, wherever its selector stands. */
function bucketUnit(expr: Expr | undefined, unitOf: UnitOf): Unit {
  const names: string[] = [];
  if (expr !== undefined) collectNames(expr, names);
  const units = new Set(names.map((name) => unitOf(`${name.replace(/_bucket$/, '')}_sum`)));
  const [only] = units;
  return units.size === 1 && only !== undefined ? only : 'none';
}

function collectNames(wrapped: Expr, into: string[]): void {
  const expr = withoutParens(wrapped);
  switch (expr.kind) {
    case 'selector':
      into.push(expr.name);
      return;
    case 'matrix':
      into.push(expr.selector.name);
      return;
    case 'call':
      for (const arg of expr.args) collectNames(arg, into);
      return;
    case 'aggregate':
    case 'subquery':
    case 'unary':
      collectNames(expr.expr, into);
      return;
    default:
  }
}
