import { evalAggregate } from './aggregate/evalAggregate.ts';
import { type Expr, withoutParens } from './ast.ts';
import { evalBinary } from './binary/evalBinary.ts';
import { countSamples, emptyVector, type ScalarColumn, type Value, type VectorColumns } from './columns.ts';
import { dropMarkedNames } from './collect.ts';
import { broadcast } from './broadcast.ts';
import type { Context, Grid } from './context.ts';
import { evalCall } from './functions/evalCall.ts';
import { multiplied } from '../histogram/operations.ts';
import { isStepInvariant } from './stepInvariant.ts';
import { evalSelector } from './selector/evalSelector.ts';

/**
 * The value of an expression at every step of the grid. It pauses (yields) when it has worked for long; where the
 * context failed it gives an empty value.
 */
export function* evaluate(context: Context, expr: Expr, grid: Grid): Generator<void, Value> {
  if (context.due(100)) {
    yield;
    context.resumed();
  }
  if (context.failed) return emptyVector(grid.steps);
  if (grid.steps > 1 && expr.kind !== 'number' && isStepInvariant(expr)) {
    const once = yield* evaluate(context, expr, { ...grid, steps: 1 });
    const value = broadcast(once, grid.steps);
    context.holdsWith(countSamples(value));
    return value;
  }
  const before = context.liveSamples;
  let value = yield* evaluateNode(context, expr, grid);
  if (value.kind === 'vector' && !context.limits.delayedNameRemoval) value = dropMarkedNames(context, value);
  context.liveSamples = before;
  const samples = countSamples(value);
  context.holdsWith(samples);
  // The result is live until the caller's own value is done, which sets the count back.
  context.liveSamples = before + samples;
  return context.failed ? emptyVector(grid.steps) : value;
}

function* evaluateNode(context: Context, expr: Expr, grid: Grid): Generator<void, Value> {
  switch (expr.kind) {
    case 'number':
      return { kind: 'scalar', values: new Float64Array(grid.steps).fill(expr.value) };
    case 'string':
      return { kind: 'string', value: expr.value };
    case 'paren':
      return yield* evaluate(context, expr.expr, grid);
    case 'selector':
      return yield* evalSelector(context, expr, grid, 'value');
    case 'call':
      return yield* evalCall(context, expr, grid);
    case 'aggregate':
      return yield* evalAggregate(context, expr, grid);
    case 'binary':
      return yield* evalBinary(context, expr, grid);
    case 'unary': {
      const value = yield* evaluate(context, expr.expr, grid);
      return expr.op === '-' ? negated(value) : value;
    }
    case 'matrix':
    case 'subquery':
      // The checker lets ranges stand only as arguments of functions, which read them themselves, and at the top.
      context.fail('a range vector cannot be evaluated here');
      return emptyVector(grid.steps);
  }
}

function negated(value: Value): Value {
  if (value.kind === 'string') return value;
  const values = value.values.map((one) => -one);
  if (value.kind === 'scalar') return { ...value, values };
  const dropName = value.labels.map(() => true);
  if (value.histograms === undefined) return { ...value, values, dropName };
  const histograms = new Map(Array.from(value.histograms, ([at, histogram]) => [at, multiplied(histogram, -1)]));
  return { ...value, values, dropName, histograms };
}

/** The value of an expression that the checker knows to be an instant vector. */
export function* evalVector(context: Context, expr: Expr, grid: Grid): Generator<void, VectorColumns> {
  const value = yield* evaluate(context, withoutParens(expr), grid);
  return value.kind === 'vector' ? value : emptyVector(grid.steps);
}

/** The value of an expression that the checker knows to be a scalar. */
export function* evalScalar(context: Context, expr: Expr, grid: Grid): Generator<void, ScalarColumn> {
  const value = yield* evaluate(context, expr, grid);
  return value.kind === 'scalar' ? value : { kind: 'scalar', values: new Float64Array(grid.steps).fill(NaN) };
}
