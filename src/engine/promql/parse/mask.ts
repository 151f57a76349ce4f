/**
 * The query with the few forms that Prometheus takes and its published grammar does not in a form that the grammar
 * takes, every character at its place: a number with a trailing dot, `STEP()` in capitals, a metric named `offset`, and `min_of(…)` and
 * `max_of(…)` outside of durations (under the name of another function). Names and numbers are read from the original.
 */
export function maskQuery(query: string): string {
  const token = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?|#[^\n]*|[A-Za-z_:][\w:]*|\d[\w.]*|\s+|[^]/g;
  let masked = '';
  let brackets = 0;
  let afterOffset = false;
  let offsetParens = 0;
  for (const match of query.matchAll(token)) {
    const text = match[0];
    if (/^\s|^#/.test(text)) {
      masked += text;
      continue;
    }
    const inDuration = brackets > 0 || afterOffset || offsetParens > 0;
    const name = text.toLowerCase();
    const isCall = /^\s*\(/.test(query.slice(match.index + text.length, match.index + text.length + 64));
    if (isCall && (name === 'min_of' || name === 'max_of')) masked += inDuration ? name : 'minute';
    else if (isCall && (name === 'step' || name === 'range')) masked += name;
    // A metric may be named `offset`.
    else if (text === 'offset' && /^\s*\{/.test(query.slice(match.index + 6, match.index + 70))) masked += 'offse_';
    else if (/^[\d_]+\.$/.test(text) && query[match.index - 1] !== '.') masked += maskDot(query, match.index, text);
    else if (/^[\d_]+\.[eE]\d+$/.test(text)) masked += `0${text.replace('.', '')}`;
    else masked += text;

    if (text === '[') brackets++;
    else if (text === ']') brackets--;
    if (offsetParens > 0) offsetParens += text === '(' ? 1 : text === ')' ? -1 : 0;
    else if (afterOffset) {
      if (text === '(') offsetParens = 1;
      // A sign or the name of min_of and max_of may stand between `offset` and the parenthesis.
      afterOffset = text === '-' || text === '+' || (isCall && text !== '(');
    } else afterOffset = name === 'offset';
  }
  return masked;
}

function maskDot(query: string, at: number, text: string): string {
  return query[at + text.length] === '.' ? text : `0${text.slice(0, -1)}`;
}
