import type { SyntaxNode } from '@lezer/common';
import type { Matcher } from '../../../model/series.ts';
import type { VectorSelector } from '../ast.ts';
import { readString } from './literals.ts';
import type { Report } from './parseQuery.ts';
import { namedChildren } from './syntaxTree.ts';

/** `name{label="value"}`, `{"name", label=~"pattern"}`. */
export function convertSelector(node: SyntaxNode, query: string, report: Report): VectorSelector | undefined {
  const identifier = node.getChild('Identifier');
  const braces = node.getChild('LabelMatchers');
  const span = { start: node.from, end: node.to };
  let name = identifier === null ? '' : query.slice(identifier.from, identifier.to);
  const matchers: Matcher[] = [];
  const quotedNames: string[] = [];
  for (const part of braces === null ? [] : namedChildren(braces)) {
    const partSpan = { start: part.from, end: part.to };
    const [first, op, value] = namedChildren(part);
    if (part.name === 'QuotedLabelName') {
      const quoted = readString(query.slice(part.from, part.to));
      if (!quoted.ok) report(partSpan, quoted.error);
      else if (identifier !== null)
        report(span, `metric name must not be set twice: ${JSON.stringify(name)} or ${JSON.stringify(quoted.value)}`);
      else quotedNames.push(quoted.value);
      continue;
    }
    if (first === undefined || op === undefined || value === undefined) continue;
    const labelText = query.slice(first.from, first.to);
    const label = first.name === 'QuotedLabelName' ? readString(labelText) : { ok: true as const, value: labelText };
    const text = readString(query.slice(value.from, value.to));
    if (!label.ok) report(partSpan, label.error);
    else if (!text.ok) report(partSpan, text.error);
    else matchers.push({ name: label.value, op: query.slice(op.from, op.to) as Matcher['op'], value: text.value });
  }
  // A quoted name is the selector's name where it is the only one; beside another matcher for the name it is one more.
  const [quotedName] = quotedNames;
  if (quotedNames.length === 1 && quotedName !== undefined && !matchers.some((one) => one.name === '__name__'))
    name = quotedName;
  else matchers.unshift(...quotedNames.map((value): Matcher => ({ name: '__name__', op: '=', value })));
  if (name !== '') {
    const twice = matchers.find((matcher) => matcher.name === '__name__');
    if (twice !== undefined && identifier !== null)
      report(span, `metric name must not be set twice: ${JSON.stringify(name)} or ${JSON.stringify(twice.value)}`);
    matchers.push({ name: '__name__', op: '=', value: name });
  }
  return { kind: 'selector', name, matchers, anchored: false, smoothed: false, span };
}
