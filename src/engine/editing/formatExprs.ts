import type { ExprDocument, ExprEdit } from '../../protocol/editing.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { prettify } from '../promql/prettify.ts';
import { printExpr } from '../promql/printer.ts';
import { type ExprPlace, exprPlaces } from './exprPlaces.ts';
import { exprComments } from './exprTokens.ts';
import { encodeIn } from './yamlStyles.ts';

/**
 * What brings the expressions of a document into Prometheus' form. One that has a comment, which the form has no place
 * for, or a mistake stays as it is; so does one that YAML would then read otherwise.
 */
export function formatExprs(document: ExprDocument): readonly ExprEdit[] {
  const places = exprPlaces(document);
  const edits = places.map((place) => editOf(place, document.text));
  const formatted = exprPlaces({ ...document, text: applyEdits(document.text, edits) });
  // All or none where a place is not the same place any more: half a document is nobody's wish.
  if (formatted.length !== places.length) return [];
  return edits.filter((edit, i): edit is ExprEdit => {
    const [before, after] = [places[i], formatted[i]];
    return edit !== undefined && before !== undefined && after !== undefined && sameQuery(before.expr, after.expr);
  });
}

/** The text with edits, which are in its order, made. */
export function applyEdits(text: string, edits: readonly (ExprEdit | undefined)[]): string {
  let [result, at] = ['', 0];
  for (const edit of edits) {
    if (edit === undefined) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

function editOf(place: ExprPlace, text: string): ExprEdit | undefined {
  const { expr, style, start, end } = place;
  const parsed = parseQuery(expr);
  if (!parsed.ok || exprComments(expr).length > 0) return undefined;
  // The first line of a block gives the indentation of all: it must not be the deepest.
  const pretty = style === 'file' ? prettify(parsed.value) : prettify(parsed.value).trimStart();
  if (pretty === expr.trim()) return undefined;
  switch (style) {
    case 'file':
      return { start, end, text: `${pretty}\n` };
    case 'literal':
    case 'folded': {
      const [first = start, last = first] = [place.offsets[0], place.offsets[expr.trimEnd().length]];
      const begin = text.lastIndexOf('\n', first - 1) + 1;
      // An indentation that the header gives cannot be told from the lines.
      if (/\d/.test(text.slice(start, text.indexOf('\n', start)).replace(/#.*/, ''))) return undefined;
      return { start: begin, end: last, text: indentLines(pretty, text.slice(begin, first)) };
    }
    default:
      return pretty.includes('\n')
        ? { start, end, text: `|-\n${indentLines(pretty, `${' '.repeat(columnOf(place, text))}  `)}` }
        : { start, end, text: encodeIn(style, pretty, true) };
  }
}

function indentLines(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
}

function columnOf({ rule }: ExprPlace, text: string): number {
  const key = rule?.keyOffset ?? 0;
  return key - (text.lastIndexOf('\n', key - 1) + 1);
}

function sameQuery(before: string, after: string): boolean {
  const [a, b] = [parseQuery(before), parseQuery(after)];
  return a.ok && b.ok && printExpr(a.value) === printExpr(b.value);
}
