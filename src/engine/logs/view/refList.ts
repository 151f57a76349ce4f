const SEGMENT = 2 ** 32;

/** A growing list of records, each by its segment and its place in that. */
export class RefList {
  #refs = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(segment: number, place: number): void {
    if (this.#length === this.#refs.length) {
      const grown = new Float64Array(this.#length * 2);
      grown.set(this.#refs);
      this.#refs = grown;
    }
    this.#refs[this.#length++] = segment * SEGMENT + place;
  }

  segmentAt(i: number): number {
    return Math.floor((this.#refs[i] ?? 0) / SEGMENT);
  }

  placeAt(i: number): number {
    return (this.#refs[i] ?? 0) % SEGMENT;
  }

  clear(): void {
    this.#length = 0;
  }
}
