import { type BinaryOp, isComparison } from '../ast.ts';
import { goPow } from '../functions/goMath.ts';

/** The value of an operation on two numbers; comparisons give 1 or 0. */
export type NumberOperation = (left: number, right: number) => number;

const OPERATIONS: Readonly<Partial<Record<BinaryOp, NumberOperation>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': goPow,
  atan2: Math.atan2,
  '==': (a, b) => (a === b ? 1 : 0),
  '!=': (a, b) => (a !== b ? 1 : 0),
  '>': (a, b) => (a > b ? 1 : 0),
  '<': (a, b) => (a < b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
  '<=': (a, b) => (a <= b ? 1 : 0),
};

/** Undefined for set operators, and for the two that trim histograms. */
export function operationOf(op: BinaryOp): NumberOperation | undefined {
  return OPERATIONS[op];
}

/** Whether the result is another quantity than the operands, and so loses the metric's name. */
export function changesMetric(op: BinaryOp): boolean {
  return !isComparison(op) && op !== '</' && op !== '>/' && OPERATIONS[op] !== undefined;
}
