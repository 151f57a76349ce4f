import { HISTOGRAM, type Value, type VectorColumns } from './columns.ts';

/** A value of one step at `steps` steps. */
export function broadcast(value: Value, steps: number): Value {
  if (value.kind === 'string') return value;
  if (value.kind === 'scalar') return { kind: 'scalar', values: new Float64Array(steps).fill(value.values[0] ?? NaN) };
  const rows = value.labels.length;
  const values = new Float64Array(rows * steps);
  const present = new Uint8Array(rows * steps);
  for (let row = 0; row < rows; row++) {
    values.fill(value.values[row] ?? 0, row * steps, (row + 1) * steps);
    present.fill(value.present[row] ?? 0, row * steps, (row + 1) * steps);
  }
  const { labels, dropName } = value;
  return { kind: 'vector', steps, labels, dropName, values, present, ...broadcastHistograms(value, steps) };
}

function broadcastHistograms({ histograms, present }: VectorColumns, steps: number): Pick<VectorColumns, 'histograms'> {
  if (histograms === undefined) return {};
  const all = new Map(
    [...histograms].flatMap(([row, histogram]) =>
      present[row] === HISTOGRAM ? Array.from({ length: steps }, (_, i) => [row * steps + i, histogram] as const) : [],
    ),
  );
  return { histograms: all };
}
