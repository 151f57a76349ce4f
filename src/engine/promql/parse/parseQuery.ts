import { err, ok, type Result } from '../../../base/result.ts';
import type { Problem, TextRange } from '../../../model/problem.ts';
import type { Expr, Span } from '../ast.ts';
import { checkExpr } from '../check/checkExpr.ts';
import { convertExpr } from './convertExpr.ts';
import { readSyntaxTree } from './syntaxTree.ts';

export interface ParseOptions {
  /** Whether Prometheus' experimental functions and aggregations are there; default true. */
  readonly experimental?: boolean;
}

/** Tells of a problem at a place of the query. */
export type Report = (span: Span, message: string) => void;

/**
 * Reads and checks a query (PromQL of Prometheus 3.14, with UTF-8 names, duration expressions, `anchored`, `smoothed` and
 * fill modifiers). Problems have their place in `range` and the words of Prometheus where it has any.
 */
export function parseQuery(query: string, options: ParseOptions = {}): Result<Expr, readonly Problem[]> {
  const tree = readSyntaxTree(query);
  if (!tree.ok) return err([problemAt(query, tree.span, tree.message)]);
  const problems: Problem[] = [];
  const report: Report = (span, message) => problems.push(problemAt(query, span, message));
  const expr = convertExpr(tree.root, query, report);
  if (expr !== undefined) checkExpr(expr, options.experimental ?? true, report);
  return expr !== undefined && problems.length === 0 ? ok(expr) : err(problems);
}

function problemAt(query: string, span: Span, message: string): Problem {
  return { code: 'promql.invalid', message, severity: 'error', range: rangeOf(query, span) };
}

/** Lines and columns of a span, from 0, in UTF-16 units as the editor counts. */
export function rangeOf(query: string, { start, end }: Span): TextRange {
  const [startLine, startColumn] = placeOf(query, start);
  const [endLine, endColumn] = placeOf(query, Math.max(start, end));
  return { startLine, startColumn, endLine, endColumn };
}

function placeOf(text: string, offset: number): [line: number, column: number] {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return [lines.length - 1, lines.at(-1)?.length ?? 0];
}
