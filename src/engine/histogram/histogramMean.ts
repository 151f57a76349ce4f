import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import { type Added, HistogramSum } from './histogramSum.ts';
import { divided } from './operations.ts';

/** The mean of histograms: by their sum, or step by step from where the sum would overflow. */
export class HistogramMean {
  #sum: HistogramSum;
  #count = 1;
  #stepwise = false;

  constructor(first: NativeHistogram) {
    this.#sum = new HistogramSum(first);
  }

  add(histogram: NativeHistogram): Added | undefined {
    const count = ++this.#count;
    if (!this.#stepwise) {
      const tried = this.#sum.clone();
      const added = tried.add(histogram);
      if (added === undefined) return undefined;
      if (!tried.overflows) {
        this.#sum = tried;
        return added;
      }
      this.#stepwise = true;
      this.#sum.scale(1 / (count - 1));
    }
    this.#sum.scale((count - 1) / count);
    return this.#sum.add(divided(histogram, count));
  }

  total(): NativeHistogram {
    return this.#stepwise ? this.#sum.total() : divided(this.#sum.total(), this.#count);
  }
}
