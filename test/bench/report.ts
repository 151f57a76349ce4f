/** One measured figure, with what it stands beside. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What is wanted of it: `at most 30`, `at least 100000`. */
  readonly wanted?: { readonly op: 'at most' | 'at least'; readonly value: number };
  /** The peer or the limit, measured in the same run, in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
}

/** Whether a figure is what is wanted; true where nothing is. */
export function isMet({ value, wanted }: Figure): boolean {
  if (wanted === undefined) return true;
  return wanted.op === 'at most' ? value <= wanted.value : value >= wanted.value;
}

/** Prints the figures as a table, or as one line of JSON; the ratio is ours by the peer's. */
export function printFigures(bench: string, figures: readonly Figure[], json: boolean): void {
  if (json) {
    console.log(
      JSON.stringify({
        bench,
        figures: figures.map((figure) => ({ ...figure, met: isMet(figure), ratio: ratioOf(figure) })),
      }),
    );
    return;
  }
  console.log(`bench ${bench}`);
  for (const figure of figures) {
    const { name, value, unit, wanted, peer } = figure;
    const wish =
      wanted === undefined
        ? ''
        : `  (wanted ${wanted.op} ${short(wanted.value)} ${unit}: ${isMet(figure) ? 'met' : 'MISSED'})`;
    const beside =
      peer === undefined
        ? ''
        : `  beside ${peer.name} ${short(peer.value)} ${unit}, ratio ${short(ratioOf(figure) ?? 0)}`;
    console.log(`  ${name}: ${short(value)} ${unit}${wish}${beside}`);
  }
}

function ratioOf({ value, peer }: Figure): number | undefined {
  return peer === undefined ? undefined : value / peer.value;
}

function short(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(4)));
}
