import type { Expr } from './ast.ts';
import { aggregationHead, binaryOperator, printExpr, subqueryRange } from './printer.ts';

/** A longer expression is broken into lines (prettier.go, `maxCharactersPerLine`). */
const MAX_LINE = 100;

/** The expression in Prometheus' spelling and on as many lines as `promtool promql format` gives it (promql/parser/prettier.go). */
export function prettify(expr: Expr, level = 0): string {
  const whole = printExpr(expr);
  const indent = '  '.repeat(level);
  if (expr.kind === 'unary') return `${indent}${expr.op}${prettify(expr.expr, level).trim()}`;
  if (whole.length <= MAX_LINE) return indent + whole;
  switch (expr.kind) {
    case 'aggregate': {
      const param = expr.param === undefined ? '' : `${prettify(expr.param, level + 1)},\n`;
      return `${indent}${aggregationHead(expr)}(\n${param}${prettify(expr.expr, level + 1)}\n${indent})`;
    }
    case 'binary':
      return `${prettify(expr.left, level + 1)}\n${indent}${binaryOperator(expr)}\n${prettify(expr.right, level + 1)}`;
    case 'call':
      return `${indent}${expr.name}(\n${expr.args.map((arg) => prettify(arg, level + 1)).join(',\n')}\n${indent})`;
    case 'paren':
      return `${indent}(\n${prettify(expr.expr, level + 1)}\n${indent})`;
    case 'subquery':
      return prettify(expr.expr, level) + subqueryRange(expr);
    default:
      return indent + whole;
  }
}
