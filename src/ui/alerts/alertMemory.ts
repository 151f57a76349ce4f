import type { Silence } from '../../model/alert.ts';
import type { Matcher } from '../../model/series.ts';

/** Somebody said that they know of an alert that is active since `activeAtMs`. */
export interface Acknowledgement {
  readonly id: string;
  readonly activeAtMs: number;
  readonly note: string;
  readonly atMs: number;
}

/** The acknowledgements in `stored`, which may be anything. */
export function readAcknowledgements(stored: unknown): readonly Acknowledgement[] {
  return listOf(stored).flatMap(({ id, activeAtMs, note, atMs }) =>
    typeof id === 'string' && typeof activeAtMs === 'number' && typeof note === 'string' && typeof atMs === 'number'
      ? [{ id, activeAtMs, note, atMs }]
      : [],
  );
}

/** The silences in `stored`, which may be anything. */
export function readSilences(stored: unknown): readonly Silence[] {
  return listOf(stored).flatMap(({ id, matchers, endsAtMs, comment }) =>
    typeof id === 'string' && typeof endsAtMs === 'number' && typeof comment === 'string'
      ? [{ id, endsAtMs, comment, matchers: listOf(matchers).flatMap(readMatcher) }]
      : [],
  );
}

function readMatcher({ name, op, value }: Record<string, unknown>): Matcher[] {
  const known = (['=', '!=', '=~', '!~'] as const).find((one) => one === op);
  return typeof name === 'string' && typeof value === 'string' && known !== undefined
    ? [{ name, op: known, value }]
    : [];
}

function listOf(stored: unknown): Record<string, unknown>[] {
  return Array.isArray(stored)
    ? stored.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : [];
}
