import { CheckList } from './checkList.ts';
import type { ReadStatus } from './statusWord.ts';

/** What marked lines say: the checks, and the total where a line of its own gives it. */
export interface StatusLines {
  readonly list: CheckList;
  readonly total: { readonly status: ReadStatus; readonly text: string } | undefined;
}

const WORDS: Readonly<Record<ReadStatus, string>> = {
  up: '✅ ✓ ✔ 🟢 OK PASS PASSED UP SUCCESS',
  degraded: '⚠ 🟡 WARN WARNING DEGRADED',
  down: '❌ ✗ ✘ ✖ 🔴 FAIL FAILED ERROR DOWN CRITICAL',
  unknown: 'SKIP SKIPPED UNKNOWN',
};

const MARKS: ReadonlyMap<string, ReadStatus> = new Map(
  (Object.keys(WORDS) as ReadStatus[]).flatMap((status) =>
    WORDS[status].split(' ').map((mark) => [mark, status] as const),
  ),
);

/** A symbol, a word in brackets, or PASS and FAIL bare (other bare words begin ordinary sentences). */
const LINE = /^\s*(?:([✅✓✔🟢⚠🟡❌✗✘✖🔴])\uFE0F?|\[\s*([A-Za-z]+)\s*\]|(PASS|FAIL)(?:ED)?\b:?)\s*(\S.*)$/u;
/** A line about all checks, or about the service as a whole: `Healthy - 3 active agents`, `All health checks passed`. */
const TOTAL = /^(?:all\b|some\b|\d+ (?:of|\/) ?\d+ |overall\b|healthy\b|unhealthy\b)/i;
const NAME = /^([^:]{1,80}?)(?::\s+|\s+[-–—]\s+)(\S.*)$/;
const DETAILS = /^\s+(?:Details?|Reason|Error|Message):\s*(\S.*)$/i;

/**
 * Reads lines of the form `✅ name: message`, `❌ name: message`, `[OK] name`, `[FAIL] name`, `PASS name`; an indented line
 * `Details: …` belongs to the check before it. Other lines are skipped.
 */
export function statusLines(text: string): StatusLines {
  const list = new CheckList();
  let total: StatusLines['total'];
  let pending: { name: string; status: ReadStatus; message: string | undefined } | undefined;
  const flush = (): void => {
    if (pending !== undefined) list.add(pending.name, pending.status, undefined, pending.message);
    pending = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 2000) continue;
    const marked = LINE.exec(line);
    const status = marked === null ? undefined : MARKS.get((marked[1] ?? marked[2] ?? marked[3] ?? '').toUpperCase());
    const rest = marked?.[4]?.trim();
    if (status === undefined || rest === undefined) {
      const details = DETAILS.exec(line)?.[1];
      if (details !== undefined && pending !== undefined) {
        pending.message = pending.message === undefined ? details : `${pending.message} (${details})`;
      }
      continue;
    }
    flush();
    if (TOTAL.test(rest)) {
      total = { status, text: rest };
      continue;
    }
    const named = NAME.exec(rest);
    pending = { name: named?.[1] ?? rest, status, message: named?.[2] };
  }
  flush();
  return { list, total };
}
