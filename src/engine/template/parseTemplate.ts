import { lex, lineOf, type Piece, type Token } from './lex.ts';
import type { Command, Node, Operand, Pipe, Template } from './syntax.ts';
import { TemplateError } from './templateError.ts';

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const MAX_SOURCE = 256 * 1024;
const MAX_DEPTH = 100;

/**
 * Reads a template of Go's text/template. `functions` are the names that may be called; a variable must be declared. Throws
 * `TemplateError` in Go's words.
 */
export function parseTemplate(name: string, source: string, functions: ReadonlySet<string>): Template {
  if (source.length > MAX_SOURCE) throw new TemplateError(`template: ${name}: longer than ${MAX_SOURCE} characters`);
  return new Parser(name, source, functions).parse();
}

/** Why a list of nodes ended: the keyword of the action, with the tokens after it. */
interface Ending {
  readonly word: 'end' | 'else' | 'end of template';
  readonly rest: readonly Token[];
  readonly offset: number;
}

class Parser {
  readonly #name: string;
  readonly #source: string;
  readonly #functions: ReadonlySet<string>;
  readonly #pieces: readonly Piece[];
  readonly #defined = new Map<string, readonly Node[]>();
  #at = 0;
  #depth = 0;
  #loops = 0;
  #variables: string[] = ['$'];

  constructor(name: string, source: string, functions: ReadonlySet<string>) {
    this.#name = name;
    this.#source = source;
    this.#functions = functions;
    this.#pieces = lex(name, source);
  }

  parse(): Template {
    const { nodes, ending } = this.#list();
    if (ending.word !== 'end of template') this.#fail(`unexpected {{${ending.word}}}`, ending.offset);
    return { name: this.#name, source: this.#source, body: nodes, defined: this.#defined };
  }

  #fail(message: string, offset: number): never {
    throw new TemplateError(`template: ${this.#name}:${lineOf(this.#source, offset)}: ${message}`);
  }

  #list(): { readonly nodes: Node[]; readonly ending: Ending } {
    const nodes: Node[] = [];
    for (let piece = this.#pieces[this.#at]; piece !== undefined; piece = this.#pieces[this.#at]) {
      this.#at++;
      if (piece.kind === 'text') {
        nodes.push(piece);
        continue;
      }
      const tokens = trimmed(piece.tokens);
      const [first] = tokens;
      if (first === undefined) this.#fail('missing value for command', piece.offset);
      const word = first.kind === 'word' && KEYWORDS.has(first.text) ? first.text : undefined;
      const rest = word === undefined ? tokens : trimmed(tokens.slice(1));
      if (word === 'end' || word === 'else') {
        if (word === 'end' && rest.length > 0) this.#unexpected(rest, 'end');
        return { nodes, ending: { word, rest, offset: piece.offset } };
      }
      const node = word === undefined ? this.#action(tokens) : this.#control(word, rest, piece.offset);
      if (node !== undefined) nodes.push(...(Array.isArray(node) ? node : [node]));
    }
    return { nodes, ending: { word: 'end of template', rest: [], offset: this.#source.length } };
  }

  #action(tokens: readonly Token[]): Node {
    const pipe = this.#pipe(tokens, 'command');
    return { kind: 'action', pipe, offset: pipe.offset, text: pipe.text };
  }

  #control(word: string, rest: readonly Token[], offset: number): Node | Node[] | undefined {
    const at = { offset, text: `{{${word}}}` };
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(word, rest, offset);
      case 'break':
      case 'continue':
        if (this.#loops === 0) this.#fail(`{{${word}}} outside {{range}}`, offset);
        if (rest.length > 0) this.#unexpected(rest, `{{${word}}}`);
        return { kind: word, ...at };
      case 'template': {
        const [nameToken, ...more] = rest;
        const name = this.#stringOf(nameToken, 'template clause', offset);
        const argument = trimmed(more);
        const pipe = argument.length === 0 ? undefined : this.#pipe(argument, 'template clause');
        return { kind: 'template', name, pipe, ...at };
      }
      case 'define':
      case 'block':
        return this.#define(word, rest, offset);
      default:
        return this.#fail(`unexpected {{${word}}}`, offset);
    }
  }

  #define(word: 'define' | 'block', rest: readonly Token[], offset: number): Node | undefined {
    const [nameToken, ...more] = rest;
    const name = this.#stringOf(nameToken, `${word} clause`, offset);
    const argument = trimmed(more);
    if (word === 'define' && argument.length > 0) this.#unexpected(argument, 'define clause');
    const pipe = word === 'block' ? this.#pipe(argument, 'block clause') : undefined;
    const [variables, loops] = [this.#variables, this.#loops];
    [this.#variables, this.#loops] = [['$'], 0];
    const { nodes, ending } = this.#nested(offset);
    [this.#variables, this.#loops] = [variables, loops];
    if (ending.word !== 'end') this.#fail(`unexpected {{${ending.word}}} in ${word} clause`, ending.offset);
    this.#defined.set(name, nodes);
    return pipe === undefined ? undefined : { kind: 'template', name, pipe, offset, text: `{{${word}}}` };
  }

  #branch(kind: 'if' | 'with' | 'range', tokens: readonly Token[], offset: number): Node {
    const declared = this.#variables.length;
    const pipe = this.#pipe(tokens, kind);
    if (kind === 'range') this.#loops++;
    const { nodes: body, ending } = this.#nested(offset);
    if (kind === 'range') this.#loops--;
    let otherwise: readonly Node[] = [];
    let last = ending;
    if (ending.word === 'else') {
      const [chained] = ending.rest;
      if (chained?.kind === 'word' && chained.text === kind && kind !== 'range') {
        otherwise = [this.#branch(kind, trimmed(ending.rest.slice(1)), ending.offset)];
        last = { ...ending, word: 'end' };
      } else {
        if (ending.rest.length > 0) this.#unexpected(ending.rest, 'else');
        const inner = this.#nested(offset);
        otherwise = inner.nodes;
        last = inner.ending;
        if (last.word === 'else') this.#fail('expected end; found {{else}}', last.offset);
      }
    }
    if (last.word !== 'end') this.#fail('unexpected EOF', this.#source.length);
    this.#variables.length = declared;
    return { kind, pipe, body, otherwise, offset, text: `{{${kind} ${pipe.text}}}` };
  }

  #nested(offset: number): { readonly nodes: Node[]; readonly ending: Ending } {
    if (++this.#depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH}`, offset);
    const declared = this.#variables.length;
    const list = this.#list();
    if (list.ending.word === 'end of template') this.#fail('unexpected EOF', this.#source.length);
    this.#variables.length = declared;
    this.#depth--;
    return list;
  }

  #stringOf(token: Token | undefined, where: string, offset: number): string {
    if (typeof token?.value === 'string') return token.value;
    return token === undefined ? this.#fail(`unexpected "}}" in ${where}`, offset) : this.#unexpected([token], where);
  }

  #unexpected(tokens: readonly Token[], where: string): never {
    const [token] = tokens;
    return this.#fail(`unexpected <${token?.text ?? '}}'}> in ${where}`, token?.offset ?? 0);
  }

  #pipe(tokens: readonly Token[], where: string): Pipe {
    const [first] = tokens;
    if (first === undefined) return this.#fail(`missing value for ${where}`, this.#source.length);
    const { declares, assigns, rest } = this.#declarations(tokens, where);
    const commands = splitAt(rest, '|').map((part) => this.#command(trimmed(part), where, first.offset));
    const [head, ...more] = commands;
    if (head === undefined) return this.#fail(`missing value for ${where}`, first.offset);
    for (const command of more) {
      const [operand] = command.operands;
      if (operand.kind === 'constant' || operand.kind === 'dot') {
        this.#fail(`non executable command in pipeline stage ${more.indexOf(command) + 2}`, operand.offset);
      }
    }
    // A variable is known after the pipe that gives it its value, not in it.
    if (!assigns) this.#variables.push(...declares);
    return { declares, assigns, commands: [head, ...more], offset: first.offset, text: textOf(tokens) };
  }

  #declarations(tokens: readonly Token[], where: string) {
    const plain = tokens.filter(({ kind }) => kind !== 'space');
    const operator = plain.findIndex(({ kind }) => kind === ':=' || kind === '=');
    if (operator <= 0) return { declares: [], assigns: false, rest: tokens };
    const names = plain.slice(0, operator);
    const two = names.length === 3 && names[1]?.kind === ',' && where === 'range';
    const declares = names.filter(({ kind }) => kind === 'variable').map(({ text }) => text);
    if (declares.length !== (two ? 2 : 1) || names.length !== (two ? 3 : 1)) {
      return names.some(({ kind }) => kind === ',')
        ? this.#fail(`too many declarations in ${where}`, names[0]?.offset ?? 0)
        : this.#unexpected(plain.slice(operator), where);
    }
    const assigns = plain[operator]?.kind === '=';
    if (assigns) for (const name of declares) this.#known(name, names[0]?.offset ?? 0);
    return { declares, assigns, rest: tokens.slice(tokens.indexOf(plain[operator] as Token) + 1) };
  }

  #known(name: string, offset: number): void {
    if (!this.#variables.includes(name)) this.#fail(`undefined variable "${name}"`, offset);
  }

  #command(tokens: readonly Token[], where: string, offset: number): Command {
    const operands: Operand[] = [];
    for (let at = 0; at < tokens.length;) {
      if (tokens[at]?.kind === 'space') {
        at++;
        continue;
      }
      const { operand, end } = this.#operand(tokens, at, where);
      operands.push(operand);
      at = end;
      const next = tokens[at];
      if (next !== undefined && next.kind !== 'space') this.#unexpected([next], 'operand');
    }
    const [first, ...rest] = operands;
    if (first === undefined) return this.#fail('empty command', offset);
    const text = operands.map((operand) => operand.text).join(' ');
    return { operands: [first, ...rest], offset: first.offset, text };
  }

  #operand(tokens: readonly Token[], from: number, where: string): { operand: Operand; end: number } {
    const token = tokens[from];
    if (token === undefined) return this.#fail('empty command', this.#source.length);
    const { operand, end } = this.#term(tokens, from, token, where);
    const names: string[] = [];
    let at = end;
    for (let next = tokens[at]; next?.kind === 'field'; next = tokens[++at]) names.push(next.text.slice(1));
    if (names.length === 0) return { operand, end };
    if (operand.kind === 'constant' || operand.kind === 'dot') this.#unexpected(tokens.slice(end), 'operand');
    const text = `${operand.text}.${names.join('.')}`;
    if (operand.kind === 'field') {
      return { operand: { ...operand, names: [...operand.names, ...names], text }, end: at };
    }
    return { operand: { kind: 'field', of: operand, names, offset: operand.offset, text }, end: at };
  }

  #term(tokens: readonly Token[], from: number, token: Token, where: string): { operand: Operand; end: number } {
    const at = { offset: token.offset, text: token.text };
    const one = (operand: Operand) => ({ operand, end: from + 1 });
    switch (token.kind) {
      case 'constant':
        return one({ kind: 'constant', value: token.value, ...at });
      case 'dot':
        return one({ kind: 'dot', ...at });
      case 'field':
        return one({ kind: 'field', of: undefined, names: [token.text.slice(1)], ...at });
      case 'variable':
        this.#known(token.text, token.offset);
        return one({ kind: 'variable', name: token.text, ...at });
      case 'word': {
        if (token.text === 'true' || token.text === 'false') {
          return one({ kind: 'constant', value: token.text === 'true', ...at });
        }
        if (token.text === 'nil') return one({ kind: 'constant', value: undefined, ...at });
        if (!this.#functions.has(token.text)) this.#fail(`function "${token.text}" not defined`, token.offset);
        return one({ kind: 'function', name: token.text, ...at });
      }
      case '(': {
        const end = closingParen(tokens, from);
        if (++this.#depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH}`, token.offset);
        const pipe = this.#pipe(trimmed(tokens.slice(from + 1, end)), 'parenthesized pipeline');
        this.#depth--;
        return { operand: { kind: 'pipe', pipe, offset: token.offset, text: `(${pipe.text})` }, end: end + 1 };
      }
      default:
        return this.#unexpected([token], where);
    }
  }
}

function trimmed(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.findIndex(({ kind }) => kind !== 'space');
  const last = tokens.findLastIndex(({ kind }) => kind !== 'space');
  return first < 0 ? [] : tokens.slice(first, last + 1);
}

/** The tokens between the `separator`s outside of parentheses. */
function splitAt(tokens: readonly Token[], separator: Token['kind']): (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === '(') depth++;
    if (token.kind === ')') depth--;
    if (token.kind === separator && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The lexer has seen to it that parentheses match. */
function closingParen(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.kind === '(') depth++;
    if (tokens[at]?.kind === ')' && --depth === 0) return at;
  }
  return tokens.length;
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ kind, text }) => (kind === 'space' ? ' ' : text)).join('');
}
