import type { SyntaxNode } from '@lezer/common';
import type { Duration } from '../ast.ts';
import { readNumber } from './literals.ts';
import type { Report } from './parseQuery.ts';
import { namedChildren } from './syntaxTree.ts';

/** Prometheus keeps durations as int64 nanoseconds. */
const MAX_SECONDS = 2 ** 63 / 1e9;

/** A duration expression: `5m`, `2 * step()`, `min_of(range(), 1h)`. */
export function convertDuration(node: SyntaxNode, query: string, report: Report): Duration | undefined {
  const span = { start: node.from, end: node.to };
  const parts = namedChildren(node);
  const [first, second, third] = parts;
  if (node.name === 'NumberDurationLiteralInDurationContext') {
    const number = readNumber(query.slice(node.from, node.to));
    if (!number.ok) report(span, number.error);
    else if (!(Math.abs(number.value.value) <= MAX_SECONDS)) report(span, 'duration out of range');
    else return { kind: 'literal', seconds: number.value.value, isDuration: number.value.isDuration, span };
    return undefined;
  }
  switch (first?.name) {
    case undefined:
      return undefined;
    case 'DurationStep':
      return { kind: 'step', span };
    case 'DurationRange':
      return { kind: 'range', span };
    case 'DurationMinOf':
    case 'DurationMaxOf':
      return pair(first.name === 'DurationMinOf' ? 'min_of' : 'max_of', second, third);
    case 'UnaryOp': {
      const operand = second === undefined ? undefined : convertDuration(second, query, report);
      if (operand === undefined) return undefined;
      if (query[first.from] !== '-') return { ...operand, span };
      return operand.kind === 'literal'
        ? { ...operand, seconds: -operand.seconds, span }
        : { kind: 'negative', operand, span };
    }
    default:
      break;
  }
  if (first === undefined) return undefined;
  if (parts.length === 3 && second !== undefined) return pair(query.slice(second.from, second.to) as '+', first, third);
  const operand = convertDuration(first, query, report);
  if (operand === undefined || query[node.from] !== '(') return operand;
  return { kind: 'group', operand, span };

  function pair(
    kind: 'min_of' | 'max_of' | '+',
    leftNode: SyntaxNode | undefined,
    rightNode: SyntaxNode | undefined,
  ): Duration | undefined {
    const left = leftNode === undefined ? undefined : convertDuration(leftNode, query, report);
    const right = rightNode === undefined ? undefined : convertDuration(rightNode, query, report);
    return left === undefined || right === undefined ? undefined : { kind, left, right, span };
  }
}
