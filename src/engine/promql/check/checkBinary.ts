import { type Binary, isComparison } from '../ast.ts';
import type { Report } from '../parse/parseQuery.ts';
import { typeOf } from './typeOf.ts';

/** The rules of binary operations: types of the sides, `bool`, and what may be matched how. */
export function checkBinary(expr: Binary, isSet: boolean, report: Report): void {
  const { op, matching, opSpan, span } = expr;
  const left = typeOf(expr.left);
  const right = typeOf(expr.right);
  if (expr.bool && !isComparison(op)) report(opSpan, 'bool modifier can only be used on comparison operators');
  if (isComparison(op) && !expr.bool && left === 'scalar' && right === 'scalar')
    report(opSpan, 'comparisons between scalars must use BOOL modifier');
  if (matching.on)
    for (const label of matching.labels)
      if (matching.include.includes(label))
        report(opSpan, `label ${JSON.stringify(label)} must not occur in ON and GROUP clause at once`);

  const message = 'binary expression must contain only scalar and instant vector types';
  if (left !== 'scalar' && left !== 'vector') report(expr.left.span, message);
  if (right !== 'scalar' && right !== 'vector') report(expr.right.span, message);

  const fills = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  if (left !== 'vector' || right !== 'vector') {
    if (matching.labels.length > 0) report(span, 'vector matching only allowed between instant vectors');
    if (fills) report(span, 'filling in missing series only allowed between instant vectors');
  } else if (isSet) {
    if (matching.group !== undefined) {
      report(span, `no grouping allowed for "${op}" operation`);
      report(span, 'set operations must always be many-to-many');
    }
    if (fills) report(span, 'filling in missing series not allowed for set operators');
  }
  if (isSet && (left === 'scalar' || right === 'scalar'))
    report(span, `set operator "${op}" not allowed in binary scalar expression`);
}
