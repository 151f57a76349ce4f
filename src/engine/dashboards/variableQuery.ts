/** What a variable's query asks the Prometheus data source for. */
export type VariableQuery =
  | { readonly kind: 'labelNames'; readonly selector?: string }
  | { readonly kind: 'labelValues'; readonly label: string; readonly selector?: string }
  | { readonly kind: 'metrics'; readonly pattern: string }
  | { readonly kind: 'result'; readonly expr: string }
  | { readonly kind: 'series'; readonly selector: string }
  | { readonly kind: 'nothing' };

/**
 * Reads a variable's query as Grafana's data source for Prometheus does (`metric_find_query.ts`): one of four functions, or else a
 * selector. By hand, since its patterns take the longer the longer the query is, and more than that.
 */
export function parseVariableQuery(text: string): VariableQuery {
  const query = text.trim();
  const open = query.indexOf('(');
  const name = query.slice(0, Math.max(0, open));
  if (query.endsWith(')')) {
    const inside = query.slice(open + 1, -1).trim();
    switch (name) {
      case 'label_names':
        return inside === '' ? { kind: 'labelNames' } : { kind: 'labelNames', selector: inside };
      case 'label_values':
        return labelValues(inside);
      case 'metrics':
        return inside === '' ? { kind: 'nothing' } : { kind: 'metrics', pattern: inside };
      case 'query_result':
        return inside === '' ? { kind: 'nothing' } : { kind: 'result', expr: inside };
      default:
    }
  }
  return query === '' ? { kind: 'nothing' } : { kind: 'series', selector: query };
}

/** The label stands after the last comma: the selector may have some of its own. */
function labelValues(inside: string): VariableQuery {
  const comma = inside.lastIndexOf(',');
  const label = inside
    .slice(comma + 1)
    .trim()
    .replace(/^(["'])(.+)\1$/, '$2');
  const selector = inside.slice(0, Math.max(0, comma)).trim();
  if (label === '') return { kind: 'nothing' };
  return selector === '' ? { kind: 'labelValues', label } : { kind: 'labelValues', label, selector };
}
