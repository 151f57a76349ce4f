/** A piece of a query, as far as a look at its characters tells. */
export interface ExprToken {
  readonly kind: 'word' | 'number' | 'string' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?)|(?<skipped>#[^\n]*|\s+)|(?<word>[A-Za-z_:][\w:]*)|(?<number>\d[\w.]*)|=~|!~|!=|==|>=|<=|[^]/g;

/** The tokens of a query without white space and comments. What is not PromQL is `other`. */
export function exprTokens(query: string): ExprToken[] {
  const tokens: ExprToken[] = [];
  for (const { 0: text, index: start, groups = {} } of query.matchAll(TOKEN)) {
    if (groups['skipped'] !== undefined) continue;
    const kind = (['word', 'number', 'string'] as const).find((one) => groups[one] !== undefined) ?? 'other';
    tokens.push({ kind, text, start, end: start + text.length });
  }
  return tokens;
}

/** The spans of a query's comments. */
export function exprComments(query: string): { readonly start: number; readonly end: number }[] {
  return [...query.matchAll(TOKEN)]
    .filter(({ groups }) => groups?.['skipped']?.startsWith('#') === true)
    .map(({ 0: text, index: start }) => ({ start, end: start + text.length }));
}
