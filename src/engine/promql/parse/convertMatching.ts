import type { SyntaxNode } from '@lezer/common';
import type { VectorMatching } from '../ast.ts';
import { readNumber, readString } from './literals.ts';
import type { Report } from './parseQuery.ts';
import { namedChildren } from './syntaxTree.ts';

/** `on`, `ignoring`, `group_left`, `group_right` and the fill modifiers between the operands of a binary operation. */
export function convertMatching(nodes: readonly SyntaxNode[], query: string, report: Report): VectorMatching {
  const clause = nodes.find((node) => node.name === 'MatchingModifierClause');
  const fill = nodes.find((node) => node.name === 'FillModifier');
  let on = false;
  let labels: string[] = [];
  let include: string[] = [];
  let group: 'left' | 'right' | undefined;
  for (const part of clause === undefined ? [] : namedChildren(clause)) {
    if (part.name === 'On') on = true;
    else if (part.name === 'GroupLeft') group = 'left';
    else if (part.name === 'GroupRight') group = 'right';
    else if (part.name === 'GroupingLabels') {
      if (group === undefined) labels = readGrouping(part, query, report);
      else include = readGrouping(part, query, report);
    }
  }
  let fillLeft: number | undefined;
  let fillRight: number | undefined;
  for (const part of fill === undefined ? [] : namedChildren(fill)) {
    const literal = part.getChild('NumberDurationLiteral');
    const number = readNumber(query.slice(literal?.from ?? part.from, literal?.to ?? part.to).replace(/\s+/g, ''));
    if (!number.ok) {
      report({ start: part.from, end: part.to }, number.error);
      continue;
    }
    if (part.name !== 'FillRightClause') fillLeft = number.value.value;
    if (part.name !== 'FillLeftClause') fillRight = number.value.value;
  }
  return {
    on,
    labels,
    include,
    ...(group === undefined ? {} : { group }),
    ...(fillLeft === undefined ? {} : { fillLeft }),
    ...(fillRight === undefined ? {} : { fillRight }),
  };
}

/** The label names in the parentheses after `by`, `on` and the like. */
export function readGrouping(node: SyntaxNode, query: string, report: Report): string[] {
  return namedChildren(node).flatMap((label) => {
    const text = query.slice(label.from, label.to);
    if (label.name !== 'QuotedLabelName') return [text];
    const name = readString(text);
    if (name.ok && name.value !== '') return [name.value];
    report({ start: label.from, end: label.to }, name.ok ? 'invalid label name ""' : name.error);
    return [];
  });
}
