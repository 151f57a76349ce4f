/** A sum with the part that its rounding lost (Kahan, with Neumaier's change). One object is used again and again. */
export class KahanSum {
  sum = 0;
  lost = 0;

  reset(sum = 0, lost = 0): void {
    this.sum = sum;
    this.lost = lost;
  }

  add(value: number): void {
    const { sum } = this;
    const next = sum + value;
    if (next === Infinity || next === -Infinity) this.lost = 0;
    else if (Math.abs(sum) >= Math.abs(value)) this.lost += sum - next + value;
    else this.lost += value - next + sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum === Infinity || this.sum === -Infinity ? this.sum : this.sum + this.lost;
  }
}
