import type { AtTime, Duration } from './ast.ts';
import type { Context } from './context.ts';
import { goMax, goMin, goPow } from './functions/goMath.ts';

const MAX_SECONDS = 2 ** 63 / 1e9;

/** A duration in milliseconds for the query at hand. Where it makes no sense, the query fails and 0 is given. */
export function resolveDuration(context: Context, duration: Duration, mayBeNegative: boolean): number {
  const seconds = evaluate(context, duration);
  const place = `${duration.span.start}:${duration.span.end}`;
  if (!Number.isFinite(seconds)) context.fail(`${place}: duration is NaN or infinite`);
  else if (seconds <= 0 && !mayBeNegative) context.fail(`${place}: duration must be greater than 0`);
  else if (Math.abs(seconds) > MAX_SECONDS) context.fail(`${place}: duration is out of range`);
  else return Math.trunc(Number((seconds * 1000).toPrecision(15)));
  return 0;
}

function evaluate(context: Context, duration: Duration): number {
  const { query } = context;
  switch (duration.kind) {
    case 'literal':
      return duration.seconds;
    case 'step':
      return query.stepMs / 1000;
    case 'range':
      return ((query.steps - 1) * query.stepMs) / 1000;
    case 'negative':
      return -evaluate(context, duration.operand);
    case 'group':
      return evaluate(context, duration.operand);
    default:
      break;
  }
  const left = evaluate(context, duration.left);
  const right = evaluate(context, duration.right);
  switch (duration.kind) {
    case 'min_of':
      return goMin(left, right);
    case 'max_of':
      return goMax(left, right);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '^':
      return goPow(left, right);
    case '/':
    case '%':
      if (right === 0)
        context.fail(
          `${duration.span.start}:${duration.span.end}: ${duration.kind === '/' ? 'division' : 'modulo'} by zero`,
        );
      return duration.kind === '/' ? left / right : left % right;
  }
}

/** The time that `@` fixes, or undefined without one. */
export function resolveAt({ query }: Context, at: AtTime | undefined): number | undefined {
  if (at === undefined) return undefined;
  if (at.kind === 'time') return at.timeMs;
  return at.kind === 'start' ? query.startMs : query.startMs + (query.steps - 1) * query.stepMs;
}
