import { type Call, type Expr, withoutParens } from '../ast.ts';
import { emptyVector, type Value } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import { evalScalar, evalVector } from '../evaluate.ts';
import { signatureOf } from '../signatures.ts';
import { DATE_FUNCTIONS, ELEMENT_FUNCTIONS, type ElementFunction, mapElements } from './elementwise.ts';
import { evalRangeCall, isRangeFunction } from './evalRangeCall.ts';
import { VECTOR_FUNCTIONS } from './vectorFunctions.ts';
import { SCALAR_FUNCTIONS } from './scalarFunctions.ts';
import { datesOfSteps } from './datesOfSteps.ts';

/** A function call at every step. Families of functions are tables of their own. */
export function* evalCall(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const { name, args } = call;
  if (isRangeFunction(name)) return yield* evalRangeCall(context, call, grid);
  const scalar = SCALAR_FUNCTIONS[name];
  if (scalar !== undefined) {
    const columns: Float64Array[] = [];
    for (const arg of args) columns.push((yield* evalScalar(context, arg, grid)).values);
    const values = new Float64Array(grid.steps);
    for (let step = 0; step < grid.steps; step++)
      values[step] = scalar(context, timeAt(grid, step), ...columns.map((column) => column[step] ?? NaN));
    return { kind: 'scalar', values };
  }
  const special = VECTOR_FUNCTIONS[name];
  if (special !== undefined) return yield* special(context, call, grid);
  const dates: Readonly<Record<string, ElementFunction>> = DATE_FUNCTIONS;
  const date = dates[name];
  if (date !== undefined && args.length === 0) return datesOfSteps(date, grid);
  const elements: Readonly<Record<string, ElementFunction>> = ELEMENT_FUNCTIONS;
  const element = elements[name] ?? date;
  const [first, ...rest] = args;
  if (element === undefined || first === undefined) return unknown(context, call, grid);
  const vector = yield* evalVector(context, first, grid);
  const columns: Float64Array[] = [];
  for (const arg of rest) columns.push((yield* evalScalar(context, arg, grid)).values);
  if (name === 'clamp') clearImpossible(vector.present, columns, grid.steps);
  return mapElements(vector, element, columns);
}

function unknown(context: Context, { name }: Call, grid: Grid): Value {
  context.fail(`unknown function with name ${JSON.stringify(name)}`);
  return emptyVector(grid.steps);
}

/** `clamp` with a minimum above its maximum gives nothing. */
function clearImpossible(present: Uint8Array, [min, max]: readonly Float64Array[], steps: number): void {
  for (let step = 0; step < steps; step++)
    if ((max?.[step] ?? NaN) < (min?.[step] ?? NaN)) for (let i = step; i < present.length; i += steps) present[i] = 0;
}

/** The texts of the arguments that must be string literals. */
export function stringArgs(args: readonly Expr[]): string[] {
  return args.map((arg) => {
    const inner = withoutParens(arg);
    return inner.kind === 'string' ? inner.value : '';
  });
}

/** Whether every function that has a signature has an implementation too; a test asks. */
export function isImplemented(name: string): boolean {
  return (
    signatureOf(name) !== undefined &&
    (isRangeFunction(name) ||
      [SCALAR_FUNCTIONS, VECTOR_FUNCTIONS, DATE_FUNCTIONS, ELEMENT_FUNCTIONS].some((table) =>
        Object.hasOwn(table, name),
      ))
  );
}
