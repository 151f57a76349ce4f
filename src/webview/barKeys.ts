/** So many bars are one page. */
const PAGE = 10;

/** The bar of `last + 1` to which a key leads from the one at `now`, as in a slider; undefined for any other key. */
export function barAfterKey(key: string, now: number, last: number): number | undefined {
  const to: Readonly<Record<string, number>> = {
    ArrowLeft: now - 1,
    ArrowDown: now - 1,
    ArrowRight: now + 1,
    ArrowUp: now + 1,
    PageDown: now - PAGE,
    PageUp: now + PAGE,
    Home: 0,
    End: last,
  };
  const target = to[key];
  return target === undefined ? undefined : Math.max(0, Math.min(last, target));
}
