import type { LabelSet } from '../../model/labelSet.ts';
import { type ExplainNode, QUERY_LIMITS } from '../../protocol/query.ts';
import { childrenOf, type Expr, withoutParens } from '../promql/ast.ts';
import { typeOf } from '../promql/check/typeOf.ts';
import type { QueryResult, QueryValue } from '../promql/result.ts';

/** Labels that are listed of a node. */
const MAX_LABELS = 8;

/**
 * Evaluates each expression inside `expr` for itself, the outermost first, and tells what each gave and took. What is
 * past the limit of nodes is counted in `omitted`.
 */
export async function explainExpr(
  text: string,
  expr: Expr,
  evaluate: (expr: Expr) => Promise<QueryResult>,
): Promise<{ readonly root: ExplainNode; readonly omitted: number }> {
  let nodes = 0;
  let omitted = 0;
  const explain = async (wrapped: Expr): Promise<ExplainNode> => {
    nodes++;
    const inner = withoutParens(wrapped);
    const result = await evaluate(inner);
    const children: ExplainNode[] = [];
    for (const child of operandsOf(inner)) {
      if (nodes < QUERY_LIMITS.nodes) children.push(await explain(child));
      else omitted += countNodes(child);
    }
    const { start, end } = inner.span;
    const node = { text: text.slice(start, end), start, end, what: whatIs(inner), type: valueType(inner), children };
    if (!result.ok) return { ...node, series: 0, samples: 0, evalMs: 0, labels: [], failure: result.error };
    return { ...node, ...sizeOf(result.result), evalMs: result.stats.evalMs };
  };
  return { root: await explain(expr), omitted };
}

/** A checked expression has a type. */
function valueType(expr: Expr): ExplainNode['type'] {
  const type = typeOf(expr);
  return type === 'none' ? 'vector' : type;
}

/** The operands that have something to tell: numbers and texts stand in the expression itself. */
function operandsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'matrix') return [];
  return childrenOf(expr).filter((child) => !['number', 'string'].includes(withoutParens(child).kind));
}

function countNodes(wrapped: Expr): number {
  return operandsOf(withoutParens(wrapped)).reduce((total, child) => total + countNodes(child), 1);
}

function whatIs(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return 'number';
    case 'string':
      return 'text';
    case 'selector':
      return 'selector';
    case 'matrix':
      return 'range selector';
    case 'subquery':
      return 'subquery';
    case 'call':
      return `function ${expr.name}`;
    case 'aggregate':
      return `aggregation ${expr.op}`;
    case 'binary':
      return `operator ${expr.op}`;
    case 'unary':
      return `sign ${expr.op}`;
    case 'paren':
      return 'parentheses';
  }
}

function sizeOf(value: QueryValue): Pick<ExplainNode, 'series' | 'samples' | 'labels'> {
  switch (value.type) {
    case 'string':
    case 'scalar':
      return { series: 1, samples: 1, labels: [] };
    case 'vector': {
      const { samples } = value;
      return { series: samples.length, samples: samples.length, labels: labelsOf(samples.map(({ labels }) => labels)) };
    }
    case 'matrix': {
      const { series } = value;
      const samples = series.reduce((total, { values }) => total + values.length, 0);
      return { series: series.length, samples, labels: labelsOf(series.map(({ labels }) => labels)) };
    }
  }
}

function labelsOf(sets: readonly LabelSet[]): ExplainNode['labels'] {
  const valuesOf = new Map<string, Set<string>>();
  for (const { names, values } of sets) {
    names.forEach((name, i) => {
      if (name === '__name__') return;
      const known = valuesOf.get(name) ?? new Set();
      known.add(values[i] ?? '');
      valuesOf.set(name, known);
    });
  }
  return [...valuesOf]
    .map(([name, values]) => ({ name, values: values.size }))
    .sort((a, b) => b.values - a.values || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_LABELS);
}
