import type { Aggregate, Binary, Duration, Expr, Modifiers, Subquery, VectorMatching, VectorSelector } from './ast.ts';
import { formatDuration, formatFloat, formatShort, quote } from './goText.ts';

/** The expression as a query that means the same, in Prometheus' canonical spelling. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.isDuration ? formatDuration(expr.value * 1000) : formatFloat(expr.value);
    case 'string':
      return quote(expr.value);
    case 'selector':
      return printSelector(expr) + printModifiers(expr, extensionOf(expr));
    case 'matrix':
      return `${printSelector(expr.selector)}[${printDuration(expr.range)}]${extensionOf(expr.selector)}${printModifiers(expr.selector)}`;
    case 'subquery':
      return printExpr(expr.expr) + subqueryRange(expr);
    case 'call':
      return `${expr.name}(${expr.args.map(printExpr).join(', ')})`;
    case 'aggregate':
      return printAggregate(expr);
    case 'binary':
      return printBinary(expr);
    case 'unary':
      return `${expr.op}${printExpr(expr.expr)}`;
    case 'paren':
      return `(${printExpr(expr.expr)})`;
  }
}

export function printDuration(duration: Duration): string {
  switch (duration.kind) {
    case 'literal': {
      // Prometheus prints a lone number of seconds as a duration too; below a millisecond only the number is exact.
      const ms = duration.seconds * 1000;
      return Number.isInteger(ms) ? formatDuration(ms) : formatFloat(duration.seconds);
    }
    case 'step':
    case 'range':
      return `${duration.kind}()`;
    case 'negative':
      return `-${printDuration(duration.operand)}`;
    case 'group':
      return `(${printDuration(duration.operand)})`;
    case 'min_of':
    case 'max_of':
      return `${duration.kind}(${printDuration(duration.left)}, ${printDuration(duration.right)})`;
    default:
      return `${printDuration(duration.left)} ${duration.kind} ${printDuration(duration.right)}`;
  }
}

function extensionOf({ anchored, smoothed }: VectorSelector): string {
  return anchored ? ' anchored' : smoothed ? ' smoothed' : '';
}

function printModifiers({ at, offset }: Modifiers, between = ''): string {
  const atText = at === undefined ? '' : at.kind === 'time' ? ` @ ${(at.timeMs / 1000).toFixed(3)}` : ` @ ${at.kind}()`;
  return `${atText}${between}${offset === undefined ? '' : ` offset ${printDuration(offset)}`}`;
}

const PLAIN_NAME = /^[A-Za-z_:][\w:]*$/;
const PLAIN_LABEL = /^[A-Za-z_]\w*$/;

function printSelector({ name, matchers }: VectorSelector): string {
  const plain = name === '' || PLAIN_NAME.test(name);
  const parts = matchers
    .filter((matcher) => !(name !== '' && matcher.name === '__name__' && matcher.op === '=' && matcher.value === name))
    .map((matcher) => `${printLabel(matcher.name)}${matcher.op}${quote(matcher.value)}`)
    .sort();
  if (!plain) parts.unshift(quote(name));
  // The grammar takes `offset` for a metric's name only where braces follow; it does so of no other keyword.
  const braces = parts.length > 0 || name === '' || name === 'offset' ? `{${parts.join(',')}}` : '';
  return plain ? `${name}${braces}` : braces;
}

function printLabel(label: string): string {
  return PLAIN_LABEL.test(label) ? label : quote(label);
}

function printLabels(labels: readonly string[]): string {
  return `(${labels.map(printLabel).join(', ')})`;
}

/** What stands before an aggregation's parentheses: `sum by (job) `. */
export function aggregationHead({ op, grouping, without }: Aggregate): string {
  if (without) return `${op} without ${printLabels(grouping)} `;
  return grouping.length > 0 ? `${op} by ${printLabels(grouping)} ` : op;
}

/** What stands between the sides of a binary operation: `/ on (job) group_left ()`. */
export function binaryOperator({ op, bool, matching }: Binary): string {
  return `${op}${bool ? ' bool' : ''}${printMatching(matching)}`;
}

/** What makes a subquery of an expression: `[5m:1m] offset 1h`. */
export function subqueryRange(expr: Subquery): string {
  const step = expr.step === undefined ? '' : printDuration(expr.step);
  return `[${printDuration(expr.range)}:${step}]${printModifiers(expr)}`;
}

function printAggregate(expr: Aggregate): string {
  const first = expr.param === undefined ? '' : `${printExpr(expr.param)}, `;
  return `${aggregationHead(expr)}(${first}${printExpr(expr.expr)})`;
}

function printBinary(expr: Binary): string {
  return `${printExpr(expr.left)} ${binaryOperator(expr)} ${printExpr(expr.right)}`;
}

function printMatching({ on, labels, group, include, fillLeft, fillRight }: VectorMatching): string {
  let text = '';
  if (labels.length > 0 || on || group !== undefined) text += ` ${on ? 'on' : 'ignoring'} ${printLabels(labels)}`;
  if (group !== undefined) text += ` group_${group} ${printLabels(include)}`;
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight)) return `${text} fill (${formatShort(fillLeft, 21)})`;
  if (fillLeft !== undefined) text += ` fill_left (${formatShort(fillLeft, 21)})`;
  if (fillRight !== undefined) text += ` fill_right (${formatShort(fillRight, 21)})`;
  return text;
}
