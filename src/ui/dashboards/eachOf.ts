/** Does `work` on each of the values, on at most `atOnce` of them at a time, in their order; rejects with the first failure. */
export async function eachOf<T>(values: Iterable<T>, atOnce: number, work: (value: T) => Promise<void>): Promise<void> {
  // One iterator for all: each takes the next value when it is done with its own.
  const left = values[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
