import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { Annotations } from '../annotations.ts';
import { type Binary, type BinaryOp, isComparison } from '../ast.ts';
import { operationOf } from '../binary/operators.ts';
import { HistogramSum } from '../../histogram/histogramSum.ts';
import { asGauge, compacted, divided, isSameHistogram, multiplied } from '../../histogram/operations.ts';
import { tellOfCollision, tellOfReconciled } from './tell.ts';
import { trimmed } from '../../histogram/trim.ts';

type Cell = number | NativeHistogram;

/** What there is to tell of an operation; of all pairs of a step only the last is told, as in Prometheus. */
export type Remark = (annotations: Annotations, expr: Binary) => void;

/** The result of an operation between two samples of which one is a histogram at least. */
export interface CellResult {
  /** Undefined where the operation has no meaning for these types: then there is no result, not even for `bool`. */
  readonly value: Cell | undefined;
  /** Of a comparison: whether it holds. */
  readonly holds: boolean;
  readonly remark?: Remark;
}

/** An operation between samples where one is a histogram (Prometheus' `vectorElemBinop`). */
export function combineCells(op: BinaryOp, left: Cell, right: Cell): CellResult {
  if (typeof left === 'number') {
    if (typeof right === 'number') return combineNumbers(op, left, right);
    if (op === '*') return done(compacted(multiplied(right, left)));
    return incompatible('float', 'histogram');
  }
  if (typeof right === 'number') {
    switch (op) {
      case '*':
        return done(compacted(multiplied(left, right)));
      case '/':
        return done(compacted(divided(left, right)));
      case '</':
        return done(trimmed(left, right, true));
      case '>/':
        return done(trimmed(left, right, false));
      default:
        return incompatible('histogram', 'float');
    }
  }
  switch (op) {
    case '+':
      return added(left, right, 1);
    case '-':
      return added(left, right, -1);
    case '==':
      return { value: left, holds: isSameHistogram(left, right) };
    case '!=':
      return { value: left, holds: !isSameHistogram(left, right) };
    default:
      return incompatible('histogram', 'histogram');
  }
}

function combineNumbers(op: BinaryOp, left: number, right: number): CellResult {
  const operation = operationOf(op);
  if (operation === undefined) return incompatible('float', 'float');
  const value = operation(left, right);
  return isComparison(op) ? { value: left, holds: value === 1 } : done(value);
}

function done(value: Cell): CellResult {
  return { value, holds: true };
}

function incompatible(left: string, right: string): CellResult {
  return { value: undefined, holds: false, remark: (annotations, expr) => tellOfTypes(annotations, expr, left, right) };
}

export function tellOfTypes(annotations: Annotations, { op, span }: Binary, left: string, right: string): void {
  const types = `${left} ${op} ${right}`;
  annotations.info(`incompatible sample types encountered for binary operator "${op}": ${types}`, span);
}

function added(left: NativeHistogram, right: NativeHistogram, sign: 1 | -1): CellResult {
  const sum = new HistogramSum(left);
  const result = sum.add(right, sign);
  const operation = sign === 1 ? 'addition' : 'subtraction';
  if (result === undefined) {
    const remark: Remark = (annotations, { op, span }) =>
      annotations.warn(`incompatible bucket layout encountered for binary operator ${op}`, span);
    return { value: undefined, holds: false, remark };
  }
  const total = compacted(sum.total());
  const value = sign === 1 ? total : asGauge(total);
  if (result.collision)
    // Prometheus takes a collision for an error of the operation, after which there is no result.
    return {
      value: undefined,
      holds: false,
      remark: (annotations, { span }) => tellOfCollision(annotations, operation, span),
    };
  if (!result.reconciled) return done(value);
  return { ...done(value), remark: (annotations, { span }) => tellOfReconciled(annotations, operation, span) };
}
