import type { Duration } from '../ast.ts';
import type { Report } from '../parse/parseQuery.ts';

/** A range or a step: it must not be written as zero or less, nor divide by zero. */
export function checkDuration(duration: Duration, report: Report): void {
  checkOffset(duration, report);
  if (duration.kind === 'literal' && !(duration.seconds > 0)) report(duration.span, 'duration must be greater than 0');
}

/** An offset may be negative; dividing by a zero that is written there is an error at once. */
export function checkOffset(duration: Duration, report: Report): void {
  switch (duration.kind) {
    case 'literal':
    case 'step':
    case 'range':
      return;
    case 'negative':
    case 'group':
      checkOffset(duration.operand, report);
      return;
    default:
      checkOffset(duration.left, report);
      checkOffset(duration.right, report);
      if ((duration.kind === '/' || duration.kind === '%') && isZero(duration.right))
        report(duration.span, duration.kind === '/' ? 'division by zero' : 'modulo by zero');
  }
}

function isZero(duration: Duration): boolean {
  if (duration.kind === 'group') return isZero(duration.operand);
  return duration.kind === 'literal' && duration.seconds === 0;
}
