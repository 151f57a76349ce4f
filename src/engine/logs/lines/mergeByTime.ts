/**
 * Joins sources that are each in order into one by time. One without a time stays behind what its source had before it; at the
 * same time the source that comes first goes first.
 */
export async function* mergeByTime<T>(
  sources: readonly AsyncIterable<T>[],
  timeOf: (item: T) => number | undefined,
): AsyncGenerator<T> {
  const heads: { iterator: AsyncIterator<T>; item: T; timeMs: number }[] = [];
  for (const source of sources) {
    const iterator = source[Symbol.asyncIterator]();
    const next = await iterator.next();
    if (next.done !== true) heads.push({ iterator, item: next.value, timeMs: timeOf(next.value) ?? -Infinity });
  }
  for (;;) {
    let first = heads[0];
    if (first === undefined) return;
    for (const head of heads) if (head.timeMs < first.timeMs) first = head;
    yield first.item;
    const next = await first.iterator.next();
    if (next.done === true) heads.splice(heads.indexOf(first), 1);
    else {
      first.item = next.value;
      first.timeMs = timeOf(next.value) ?? first.timeMs;
    }
  }
}
