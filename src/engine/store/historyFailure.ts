import { t } from '../../base/l10n.ts';
import type { Problem } from '../../model/problem.ts';

/**
 * Why the history file cannot be used: `damaged` means that it has to go out of the way; `full` and `unavailable` may
 * pass; `busy` will.
 */
export interface HistoryFailure {
  readonly kind: 'damaged' | 'full' | 'unavailable' | 'busy';
  readonly detail: string;
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const KINDS: ReadonlyMap<number, HistoryFailure['kind']> = new Map([
  [1, 'damaged'], // SQLITE_ERROR: a table or column that must be there is not
  [3, 'unavailable'], // SQLITE_PERM
  [SQLITE_BUSY, 'busy'],
  [SQLITE_LOCKED, 'busy'],
  [8, 'unavailable'], // SQLITE_READONLY
  [10, 'unavailable'], // SQLITE_IOERR
  [11, 'damaged'], // SQLITE_CORRUPT
  [13, 'full'], // SQLITE_FULL
  [14, 'unavailable'], // SQLITE_CANTOPEN
  [19, 'damaged'], // SQLITE_CONSTRAINT
  [20, 'damaged'], // SQLITE_MISMATCH
  [26, 'damaged'], // SQLITE_NOTADB
]);

/** What an exception of `node:sqlite` or the file system means; undefined for any other, which is a bug. */
export function historyFailure(error: unknown): HistoryFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as Error & { readonly code?: unknown; readonly errcode?: unknown };
  const detail = error.message;
  if (typeof errcode === 'number') return { kind: KINDS.get(errcode & 0xff) ?? 'unavailable', detail };
  // An integer beyond 2^53 in a column that we never write so.
  if (code === 'ERR_OUT_OF_RANGE') return { kind: 'damaged', detail };
  if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'full', detail };
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return { kind: 'unavailable', detail };
  return undefined;
}

export function fullProblem(): Problem {
  return {
    code: 'history.full',
    severity: 'warning',
    message: t(
      'The disk is full: history is kept in memory only until there is room again. Free some space, or lower the limit on history.',
    ),
  };
}

export function unavailableProblem(detail: string): Problem {
  return {
    code: 'history.unavailable',
    severity: 'warning',
    message: t('The history file cannot be used, so history is kept in memory only for now: {0}.', detail),
  };
}

export function movedProblem(movedTo: string): Problem {
  return {
    code: 'history.damaged',
    severity: 'warning',
    message: t('The history file was damaged. It was moved to {0}, and a new one was begun.', movedTo),
  };
}

export function lostPartProblem(): Problem {
  return {
    code: 'history.partDamaged',
    severity: 'warning',
    message: t('A part of the history file was damaged and left out. The rest is still there.'),
  };
}
