/** A row as the driver gives it: numbers of every SQL type as numbers, the rest as text, booleans or null. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** A column as a number; undefined where it is null or none. */
export function numberOf(row: PostgresRow | undefined, column: string): number | undefined {
  const value = row?.[column];
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}

/** A column as text; empty where it is null. */
export function textOf(row: PostgresRow | undefined, column: string): string {
  const value = row?.[column];
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

/** The sum of a column's numbers. */
export function sumOf(rows: readonly PostgresRow[], column: string): number {
  return rows.reduce((sum, row) => sum + (numberOf(row, column) ?? 0), 0);
}
