import type { Span } from '../ast.ts';

/** What stands before a syntax error. */
interface Before {
  /** Brackets that are open, innermost last. */
  readonly open: readonly string[];
  /** The last tokens, newest last; comments left out. */
  readonly tokens: readonly string[];
  /** Where a string begins that has no end. */
  readonly unterminated: { readonly at: number; readonly mark: string } | undefined;
}

const TOKEN = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|[A-Za-z_:][\w:]*|\d[\w.]*|=~|!~|[!=<>]=|[^\s]/gu;
const KEYWORDS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'offset']);
const OPERATORS = new Set(['+', '-', '*', '/', '%', '^', '==', '!=', '<', '>', '<=', '>=', '@']);
const MATCH_OPERATORS = new Set(['=', '!=', '=~', '!~']);

/** Why a query does not fit the grammar at `from`, in Prometheus' words where it has any for the case. */
export function describeSyntaxError(query: string, from: number): { readonly message: string; readonly span: Span } {
  if (query.replace(/#[^\n]*/g, '').trim() === '')
    return { message: 'no expression found in input', span: { start: 0, end: query.length } };
  const start = from + (/^(?:\s|#[^\n]*(?:\n|$))*/.exec(query.slice(from))?.[0].length ?? 0);
  const before = readBefore(query.slice(0, start));
  const broken = readBefore(query).unterminated;
  if (broken !== undefined && broken.at <= start + 1)
    return {
      message: broken.mark === '`' ? 'unterminated raw string' : 'unterminated quoted string',
      span: { start: broken.at, end: query.length },
    };
  if (start >= query.length) return { message: endOfInput(before), span: { start: query.length, end: query.length } };

  const number = numberAround(query, start);
  if (number !== undefined) return number;
  const token = query.slice(start).match(TOKEN)?.[0] ?? '';
  const message = unexpected(token, before);
  // The name of a function stands before the parenthesis that the grammar stumbles over.
  const nameStart = message.startsWith('unknown function') ? nameBefore(query, start) : start;
  return { message, span: { start: nameStart, end: start + token.length } };
}

/** Where the name begins that ends before `end`, but for white space; `end` where there is none. */
function nameBefore(query: string, end: number): number {
  const last = query.slice(0, end).trimEnd().length;
  let at = last;
  while (at > 0 && /[\w:]/.test(query.charAt(at - 1))) at--;
  while (at < last && /\d/.test(query.charAt(at))) at++;
  return at < last ? at : end;
}

function readBefore(text: string): Before {
  const open: string[] = [];
  const tokens: string[] = [];
  let unterminated: Before['unterminated'];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('#')) continue;
    tokens.push(token);
    if (token === '(' || token === '[' || token === '{') open.push(token);
    else if (token === ')' || token === ']' || token === '}') open.pop();
    else if (token === '"' || token === "'" || token === '`') {
      unterminated = { at: index, mark: token };
      break;
    }
  }
  return { open, tokens, unterminated };
}

function endOfInput({ open, tokens }: Before): string {
  const last = tokens.at(-1)?.toLowerCase();
  const inside = open.at(-1);
  if (last === 'offset') return 'unexpected end of input in offset, expected number, duration, step(), or range()';
  if (last === '@') return 'unexpected end of input in @, expected timestamp';
  if (inside === '{') return 'unexpected end of input inside braces';
  if (inside === '[') return 'unexpected end of input in duration expression';
  return inside === '(' ? 'unclosed left parenthesis' : 'unexpected end of input';
}

/** A number or duration that goes on in a way that none does, such as `5mm`, `100..4` and `1h30d`. */
function numberAround(query: string, start: number): { message: string; span: Span } | undefined {
  const head = /(?<![\w.])\d[\w.]*$/.exec(query.slice(0, start));
  const tail = /^[\w.]+/.exec(query.slice(start));
  if (head === null || tail === null) return undefined;
  const text = head[0] + tail[0];
  const span = { start: head.index, end: head.index + text.length };
  const isDuration = /^(?:\d+(?:ms|[smhdwy]))+$/.test(text);
  return {
    message: `${isDuration ? 'not a valid duration string' : 'bad number or duration syntax'}: "${text}"`,
    span,
  };
}

function unexpected(token: string, before: Before): string {
  const { open, tokens } = before;
  const last = tokens.at(-1) ?? '';
  const inside = open.at(-1);
  const name = nameOf(token);
  if (token === ')' && last === ',' && inside === '(') return 'trailing commas not allowed in function call args';
  if (token === ')' && inside === undefined) return "unexpected right parenthesis ')'";
  if ((token === '}' && inside !== '{') || token === '.') return `unexpected character: '${token}'`;
  if (token === '(' && /^[A-Za-z_:][\w:]*$/.test(last) && inside !== '{' && !KEYWORDS.has(last.toLowerCase()))
    return `unknown function with name ${JSON.stringify(last)}`;
  if (inside === '{') return unexpectedInBraces(token, name, last);
  if (inside === '[') {
    if (token === ']')
      return 'unexpected "]" in subquery or range selector, expected number, duration, step(), or range()';
    return /^["'`]/.test(token)
      ? `unexpected character in duration expression: '${token[0]}'`
      : `unexpected character: '${token[0]}', expected ':'`;
  }
  const grouping = tokens.findLastIndex((each) => KEYWORDS.has(each.toLowerCase()));
  const group = tokens.slice(grouping + 1);
  if (grouping >= 0 && group[0] === '(' && !group.includes(')'))
    return `unexpected ${name} in grouping opts, expected label`;
  if (grouping === tokens.length - 1 && /^(?:by|without|on|ignoring)$/i.test(last))
    return `unexpected ${name} in grouping opts, expected "("`;
  if (MATCH_OPERATORS.has(token) && token.length === 2 && token.endsWith('~'))
    return `unexpected character after '${token[0]}': '~'`;
  return `unexpected ${name}`;
}

function unexpectedInBraces(token: string, name: string, last: string): string {
  if (MATCH_OPERATORS.has(last)) return `unexpected ${name} in label matching, expected string`;
  if (last === '{' || last === ',') {
    return /^\d/.test(token)
      ? `unexpected character inside braces: '${token[0]}'`
      : `unexpected ${name} in label matching, expected identifier or "}"`;
  }
  if (/^["'`]/.test(last)) return `unexpected ${name} in label matching, expected "," or "}"`;
  if (token === '}' || token === ',' || /^\w/.test(token))
    return `unexpected ${name} in label matching, expected label matching operator`;
  return `unexpected character inside braces: '${token[0]}'`;
}

/** A token as Prometheus names it in its messages. */
function nameOf(token: string): string {
  const lower = token.toLowerCase();
  if (KEYWORDS.has(lower)) return `<${lower}>`;
  if (OPERATORS.has(token)) return `<op:${token}>`;
  if (/^[A-Za-z_:]/.test(token)) return `identifier ${JSON.stringify(token)}`;
  return JSON.stringify(token);
}
