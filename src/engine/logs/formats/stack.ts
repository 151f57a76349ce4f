import type { LoggedError } from '../../../model/logRecord.ts';

const HEAD =
  /^(?:Uncaught |Exception in thread "[^"]*" )?((?:[\w$]+[.:/])*[A-Z_][\w$]*(?:Error|Exception|Failure|Fault|Exit|Interrupt|Warning|Throwable)?)(?: \[[^\]]*\])?(?::\s*([\s\S]*))?$/;
const NODE_FRAME = /^\s+at\s/;

/** The error that the lines of a stack trace tell of (JavaScript's, Java's or Python's); undefined where they are none. */
export function readStack(lines: readonly string[]): LoggedError | undefined {
  const python = lines.findIndex((line) => line.startsWith('Traceback (most recent call last)'));
  if (python >= 0) {
    // Python ends with what it is about: the last line that is not indented.
    const last = lines.findLast((line) => /^\S/.test(line)) ?? '';
    return { ...headOf(last), stack: lines.slice(python).join('\n') };
  }
  const frame = lines.findIndex((line) => NODE_FRAME.test(line));
  if (frame < 0) return undefined;
  const head = lines.slice(0, frame).findLast((line) => headOf(line) !== undefined);
  const start = head === undefined ? frame : lines.indexOf(head);
  return { ...(head !== undefined && headOf(head)), stack: lines.slice(start).join('\n') };
}

/** Name and message of a stack's first line: `TypeError: x is not a function`. */
function headOf(line: string): { name: string; message?: string } | undefined {
  const match = HEAD.exec(line.trim());
  const name = match?.[1];
  if (name === undefined || !/(?:Error|Exception|Failure|Fault|Exit|Interrupt|Warning|Throwable)$/.test(name))
    return undefined;
  return { name, ...(match?.[2] !== undefined && { message: match[2] }) };
}

/** Whether a line goes on with what was above it, in any format: indented, a brace, or a part of a stack trace. */
export function isContinuation(line: string): boolean {
  return /^(?:\s|[)\]}]|Caused by: |Suppressed: |Traceback \(|\.\.\. \d+ more|During handling of the above|The above exception was)/.test(
    line,
  );
}
