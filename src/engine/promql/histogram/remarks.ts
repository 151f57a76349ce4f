import type { Annotations } from '../annotations.ts';
import type { Binary } from '../ast.ts';
import type { Remark } from './binary.ts';

/** What an operation between vectors has to tell: of each step the last remark, as Prometheus keeps one error a step. */
export class Remarks {
  readonly #byStep = new Map<number, Remark>();

  note(step: number, remark: Remark | undefined): void {
    if (remark !== undefined) this.#byStep.set(step, remark);
  }

  tell(annotations: Annotations, expr: Binary): void {
    for (const remark of this.#byStep.values()) remark(annotations, expr);
  }
}
