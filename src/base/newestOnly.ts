/**
 * Hands values to `work` one after another, never two at a time: of those that come while it is busy, the newest is next and the
 * others are left out. The result resolves, or rejects, with the work on its value; where that is left out, it resolves once its turn
 * would have come.
 */
export function newestOnly<T>(work: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let busy: Promise<void> = Promise.resolve();
  let newest = 0;
  return (value) => {
    const number = ++newest;
    const mine = busy.then(() => (number === newest ? work(value) : undefined));
    // Whoever called hears of a failure; the next one goes on all the same.
    busy = mine.catch(() => undefined);
    return mine;
  };
}
