import type { LabelSet } from '../../../model/labelSet.ts';
import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import { type Binary, isComparison } from '../ast.ts';
import { ABSENT, cellAt, emptyVector, FLOAT, hasHistograms, VectorBuilder, type VectorColumns } from '../columns.ts';
import type { Context } from '../context.ts';
import { combineCells } from '../histogram/binary.ts';
import { Remarks } from '../histogram/remarks.ts';
import { dropLabels, keepLabels, printLabels } from '../labels.ts';
import { operationOf } from './operators.ts';
import { resultLabels } from './resultLabels.ts';
import { matchRows, rowsBySignature } from './signatures.ts';

/**
 * Arithmetic and comparisons between two vectors. The side that may have many rows for a signature leads (with
 * `group_right` the right one); which rows meet is found once, then their columns are combined.
 */
export function combineVectors(
  context: Context,
  expr: Binary,
  left: VectorColumns,
  right: VectorColumns,
): VectorColumns {
  const { steps } = left;
  const swapped = expr.matching.group === 'right';
  const [many, one] = swapped ? [right, left] : [left, right];
  const signatures = matchRows(many.labels, one.labels, expr.matching);
  const join = new Join(context, expr, many, one, swapped, signatures.count);
  const oneRows = rowsBySignature(signatures.right, signatures.count);
  join.checkOneSide(oneRows);
  if (context.failed) return emptyVector(steps);

  // Prometheus counts fill values from the leading side, which `group_right` turns round.
  const { fillLeft: fillMany, fillRight: fillOne } = expr.matching;
  many.labels.forEach((labels, row) => {
    const signature = signatures.left[row] ?? 0;
    const partners = oneRows[signature] ?? [];
    for (const partner of partners) join.combine(signature, row, partner, labels, one.labels[partner] ?? labels);
    if (fillOne !== undefined) join.fillOne(signature, row, partners, labels, fillOne);
  });
  if (fillMany !== undefined)
    one.labels.forEach((labels, row) => join.fillMany(signatures.right[row] ?? 0, row, labels, fillMany));
  join.tell();
  return context.failed ? emptyVector(steps) : join.builder.build();
}

class Join {
  readonly builder: VectorBuilder;
  readonly #context: Context;
  readonly #expr: Binary;
  readonly #many: VectorColumns;
  readonly #one: VectorColumns;
  readonly #swapped: boolean;
  readonly #rowOf = new Map<string, number>();
  /** For each signature and step whether it was matched already. */
  readonly #matched: Uint8Array;
  readonly #matchLabels: ReadonlySet<string>;
  readonly #operation: (left: number, right: number) => number;
  readonly #filters: boolean;
  /** Whether there are histograms, or the operator is for them alone: then samples are combined one by one. */
  readonly #cellwise: boolean;
  readonly #remarks = new Remarks();

  constructor(
    context: Context,
    expr: Binary,
    many: VectorColumns,
    one: VectorColumns,
    swapped: boolean,
    signatureCount: number,
  ) {
    this.#context = context;
    this.#expr = expr;
    this.#many = many;
    this.#one = one;
    this.#swapped = swapped;
    this.builder = new VectorBuilder(many.steps, many.labels.length);
    this.#matched = new Uint8Array(signatureCount * many.steps);
    const { labels, on } = expr.matching;
    this.#matchLabels = new Set(on ? labels : [...labels, '__name__']);
    this.#operation = operationOf(expr.op) ?? ((): number => NaN);
    this.#filters = isComparison(expr.op) && !expr.bool;
    this.#cellwise = operationOf(expr.op) === undefined || hasHistograms(many) || hasHistograms(one);
  }

  /** The side with one row for each signature must really have no more than one at any step. */
  checkOneSide(oneRows: readonly number[][]): void {
    const { steps } = this.#one;
    for (const rows of oneRows) {
      if (rows.length < 2) continue;
      for (let step = 0; step < steps; step++) {
        const here = rows.filter((row) => this.#one.present[row * steps + step] !== ABSENT);
        const [first, second] = here;
        if (first === undefined || second === undefined || !this.#hasMany(step)) continue;
        this.#failOneSide(this.#one.labels[first], this.#one.labels[second]);
        return;
      }
    }
  }

  #hasMany(step: number): boolean {
    const { fillLeft, fillRight } = this.#expr.matching;
    if (fillLeft !== undefined || fillRight !== undefined) return true;
    const { steps, labels, present } = this.#many;
    return labels.some((_, row) => present[row * steps + step] !== ABSENT);
  }

  #failOneSide(first: LabelSet | undefined, second: LabelSet | undefined): void {
    if (first === undefined || second === undefined) return;
    const both = [printLabels(first), printLabels(second)].sort().join(', ');
    const group = printLabels(this.#groupLabels(second));
    const side = this.#swapped ? 'left' : 'right';
    this.#context.fail(
      `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${both}]` +
        ';many-to-many matching not allowed: matching labels must be unique on one side',
    );
  }

  #groupLabels(labels: LabelSet): LabelSet {
    return this.#expr.matching.on ? keepLabels(labels, this.#matchLabels) : dropLabels(labels, this.#matchLabels);
  }

  combine(signature: number, row: number, partner: number, manyLabels: LabelSet, oneLabels: LabelSet): void {
    const { steps } = this.#many;
    const from = row * steps;
    const beside = partner * steps;
    if (this.#cellwise) {
      for (let step = 0; step < steps; step++) {
        const cell = cellAt(this.#many, from + step);
        const other = cellAt(this.#one, beside + step);
        if (cell !== undefined && other !== undefined)
          this.#putCells(step, signature, cell, other, manyLabels, oneLabels);
      }
      return;
    }
    let base = -1;
    for (let step = 0; step < steps; step++) {
      if (this.#many.present[from + step] !== FLOAT || this.#one.present[beside + step] !== FLOAT) continue;
      if (base < 0) base = this.#rowFor(manyLabels, oneLabels);
      this.#put(base, step, signature, this.#many.values[from + step] ?? 0, this.#one.values[beside + step] ?? 0);
    }
  }

  /** Combines a row with `fill` at the steps at which it has no partner. */
  fillOne(signature: number, row: number, partners: readonly number[], labels: LabelSet, fill: number): void {
    const { steps } = this.#many;
    let base = -1;
    for (let step = 0; step < steps; step++) {
      const cell = cellAt(this.#many, row * steps + step);
      if (cell === undefined) continue;
      if (partners.some((partner) => this.#one.present[partner * steps + step] !== ABSENT)) continue;
      if (this.#cellwise) {
        this.#putCells(step, signature, cell, fill, labels, this.#groupLabels(labels));
        continue;
      }
      if (base < 0) base = this.#rowFor(labels, this.#groupLabels(labels));
      this.#put(base, step, signature, this.#many.values[row * steps + step] ?? 0, fill);
    }
  }

  /** Combines `fill` with a row of the other side at the steps at which nothing met it. */
  fillMany(signature: number, row: number, labels: LabelSet, fill: number): void {
    const { steps } = this.#one;
    let base = -1;
    for (let step = 0; step < steps; step++) {
      const cell = cellAt(this.#one, row * steps + step);
      if (cell === undefined || this.#matched[signature * steps + step] !== 0) continue;
      if (this.#cellwise) {
        this.#putCells(step, signature, fill, cell, this.#groupLabels(labels), labels);
        continue;
      }
      if (base < 0) base = this.#rowFor(this.#groupLabels(labels), labels);
      this.#put(base, step, signature, fill, this.#one.values[row * steps + step] ?? 0);
    }
  }

  /** The offset of the row with the result's labels, which is made where there is none. */
  #rowFor(manyLabels: LabelSet, oneLabels: LabelSet): number {
    const labels = resultLabels(manyLabels, oneLabels, this.#expr);
    const known = this.#rowOf.get(labels.key);
    if (known !== undefined) return known * this.builder.steps;
    const base = this.builder.row();
    this.builder.present.fill(ABSENT, base, base + this.builder.steps);
    this.#rowOf.set(labels.key, this.builder.labels.length);
    // Values are counted as they come; rows that stay empty are no harm.
    this.builder.add(labels, this.#expr.bool, 1);
    return base;
  }

  /** What there is to tell of the pairs that met. */
  tell(): void {
    this.#remarks.tell(this.#context.annotations, this.#expr);
  }

  #putCells(
    step: number,
    signature: number,
    many: number | NativeHistogram,
    one: number | NativeHistogram,
    manyLabels: LabelSet,
    oneLabels: LabelSet,
  ): void {
    const { op, bool } = this.#expr;
    const { value, holds, remark } = this.#swapped ? combineCells(op, one, many) : combineCells(op, many, one);
    this.#remarks.note(step, remark);
    if (value === undefined) return;
    const seenBefore = this.#match(signature, step);
    if (this.#filters && !holds) return;
    const at = this.#rowFor(manyLabels, oneLabels) + step;
    this.#checkFree(at, seenBefore);
    this.builder.put(at, bool ? Number(holds) : value);
  }

  #put(base: number, step: number, signature: number, manyValue: number, oneValue: number): void {
    const { present, values } = this.builder;
    const seenBefore = this.#match(signature, step);
    const [left, right] = this.#swapped ? [oneValue, manyValue] : [manyValue, oneValue];
    const result = this.#operation(left, right);
    if (this.#filters && result === 0) return;
    this.#checkFree(base + step, seenBefore);
    values[base + step] = this.#filters ? left : result;
    present[base + step] = FLOAT;
  }

  /** Notes that a signature was matched at a step; tells whether it was before. */
  #match(signature: number, step: number): boolean {
    const mark = signature * this.builder.steps + step;
    const seenBefore = this.#matched[mark] !== 0;
    if (this.#expr.matching.group === undefined && seenBefore)
      this.#context.fail('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
    this.#matched[mark] = 1;
    return seenBefore;
  }

  #checkFree(at: number, seenBefore: boolean): void {
    if (this.builder.present[at] !== ABSENT)
      this.#context.fail(
        seenBefore
          ? 'multiple matches for labels: grouping labels must ensure unique matches'
          : 'vector cannot contain metrics with the same labelset',
      );
  }
}
