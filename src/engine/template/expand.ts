import { BUILTINS, type TemplateFunction } from './builtins.ts';
import { durationText, formatTime, timeText } from './goTime.ts';
import { printValue } from './printf.ts';
import type { At, Command, Node, Operand, Pipe, Template } from './syntax.ts';
import { TemplateError, TemplateLimit } from './templateError.ts';
import { GoDuration, GoMap, GoTime, isList, isTrue, Sample, typeName, type Value } from './value.ts';

/** How far an evaluation may go before it is ended. */
const MAX_STEPS = 200_000;
const MAX_OUTPUT = 1024 * 1024;
const MAX_DEPTH = 100;

export interface ExpandOptions {
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /** `error`: a key that a map does not have ends the evaluation (`missingkey=error`). */
  readonly missingKey?: 'error';
}

/** What `template` writes for `data`. Throws `TemplateError` in Go's words, `TemplateLimit` where it does not come to an end. */
export function expand(template: Template, data: Value, options: ExpandOptions): string {
  const run = new Run(template, options);
  run.walkAll(template.body, data, [{ name: '$', value: data }]);
  return run.output;
}

/** A failure that says already where it happened. */
class ExecutionError extends TemplateError {}

interface Variable {
  readonly name: string;
  value: Value;
}
type Flow = 'break' | 'continue' | undefined;

class Run {
  output = '';
  readonly #template: Template;
  readonly #options: ExpandOptions;
  #steps = 0;
  #depth = 0;

  constructor(template: Template, options: ExpandOptions) {
    this.#template = template;
    this.#options = options;
  }

  walkAll(nodes: readonly Node[], dot: Value, variables: Variable[]): Flow {
    for (const node of nodes) {
      const flow = this.#walk(node, dot, variables);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  #walk(node: Node, dot: Value, variables: Variable[]): Flow {
    this.#step();
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipe(node.pipe, dot, variables);
        if (node.pipe.declares.length === 0) this.#write(printValue(value));
        return undefined;
      }
      case 'if':
      case 'with': {
        const inner = variables.slice();
        const value = this.#pipe(node.pipe, dot, inner);
        if (isTrue(value)) return this.walkAll(node.body, node.kind === 'with' ? value : dot, inner);
        return this.walkAll(node.otherwise, dot, inner);
      }
      case 'range':
        return this.#range(node, dot, variables);
      case 'template': {
        const body = this.#template.defined.get(node.name);
        if (body === undefined) this.#fail(node, `template ${JSON.stringify(node.name)} not defined`);
        if (++this.#depth > MAX_DEPTH) throw new TemplateLimit(`exceeded maximum template depth (${MAX_DEPTH})`);
        const value = node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot, variables);
        this.walkAll(body, value, [{ name: '$', value }]);
        this.#depth--;
        return undefined;
      }
      default:
        return node.kind;
    }
  }

  #range(node: Node & { readonly kind: 'if' | 'with' | 'range' }, dot: Value, variables: Variable[]): Flow {
    const { pipe } = node;
    const value = this.#pipe({ ...pipe, declares: [] }, dot, variables);
    const items = this.#items(node, value);
    for (const [key, item] of items) {
      const inner = variables.slice();
      const names = pipe.declares;
      const given = names.length === 2 ? [key, item] : [item];
      names.forEach((name, i) => this.#set(inner, name, given[i], pipe.assigns));
      if (this.walkAll(node.body, item, inner) === 'break') return undefined;
    }
    return items.length === 0 ? this.walkAll(node.otherwise, dot, variables.slice()) : undefined;
  }

  #items(node: At, value: Value): readonly (readonly [Value, Value])[] {
    if (value === undefined) return [];
    if (isList(value)) return value.map((item, i) => [BigInt(i), item] as const);
    if (value instanceof GoMap) {
      return [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    }
    if (typeof value === 'bigint') {
      if (value > BigInt(MAX_STEPS)) throw new TemplateLimit('the template takes too many steps');
      return Array.from({ length: Math.max(0, Number(value)) }, (_, i) => [BigInt(i), BigInt(i)] as const);
    }
    return this.#fail(node, `range can't iterate over ${printValue(value)}`);
  }

  #pipe(pipe: Pipe, dot: Value, variables: Variable[]): Value {
    let value: Value;
    pipe.commands.forEach((command, i) => {
      value = this.#command(command, dot, variables, i === 0 ? undefined : { value });
    });
    for (const name of pipe.declares) this.#set(variables, name, value, pipe.assigns);
    return value;
  }

  #set(variables: Variable[], name: string, value: Value, assigns: boolean): void {
    const known = assigns ? variables.findLast((variable) => variable.name === name) : undefined;
    if (known === undefined) variables.push({ name, value });
    else known.value = value;
  }

  /** `piped`: what the command before gave, the last argument of this one. */
  #command(command: Command, dot: Value, variables: Variable[], piped: { readonly value: Value } | undefined): Value {
    this.#step();
    const [first, ...rest] = command.operands;
    const lazy = rest.map((operand) => (): Value => this.#operand(operand, dot, variables));
    const args = piped === undefined ? lazy : [...lazy, (): Value => piped.value];
    switch (first.kind) {
      case 'function':
        return this.#call(command, first.name, args);
      case 'field': {
        const of = first.of === undefined ? dot : this.#operand(first.of, dot, variables);
        const owner = first.names.slice(0, -1).reduce((value, name) => this.#member(first, value, name, []), of);
        const values = args.map((arg) => arg());
        return this.#member(first, owner, first.names.at(-1) ?? '', values);
      }
      default:
        if (args.length > 0) this.#fail(first, `can't give argument to non-function ${first.text}`);
        return this.#operand(first, dot, variables);
    }
  }

  #operand(operand: Operand, dot: Value, variables: Variable[]): Value {
    switch (operand.kind) {
      case 'constant':
        return operand.value;
      case 'dot':
        return dot;
      case 'variable':
        return variables.findLast(({ name }) => name === operand.name)?.value;
      case 'function':
        return this.#call(operand, operand.name, []);
      case 'pipe':
        return this.#pipe(operand.pipe, dot, variables.slice());
      case 'field': {
        const of = operand.of === undefined ? dot : this.#operand(operand.of, dot, variables);
        return operand.names.reduce((value, name) => this.#member(operand, value, name, []), of);
      }
    }
  }

  #call(at: At, name: string, args: readonly (() => Value)[]): Value {
    if (name === 'and' || name === 'or') {
      let value: Value;
      for (const arg of args) {
        value = arg();
        if (isTrue(value) === (name === 'or')) break;
      }
      return value;
    }
    const called = Object.hasOwn(this.#options.functions, name) ? this.#options.functions[name] : BUILTINS[name];
    if (called === undefined) return this.#fail(at, `"${name}" is not a defined function`);
    const values = args.map((arg) => arg());
    const given = values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 1), 0);
    if (given > MAX_OUTPUT) throw new TemplateLimit('the template holds too much');
    const value = this.#safely(at, `error calling ${name}: `, () => called(...values));
    if (typeof value === 'string' && value.length > MAX_OUTPUT) throw new TemplateLimit('the template holds too much');
    return value;
  }

  #member(at: At, of: Value, name: string, args: readonly Value[]): Value {
    if (of === undefined) {
      if (this.#options.missingKey === 'error') this.#fail(at, `nil data; no entry for key "${name}"`);
      return undefined;
    }
    if (of instanceof GoMap) {
      if (of.entries.has(name)) return of.entries.get(name);
      if (this.#options.missingKey === 'error') this.#fail(at, `map has no entry for key "${name}"`);
      return of.zero;
    }
    if (of instanceof Sample && name === 'Labels') return of.labels;
    if (of instanceof Sample && name === 'Value') return of.value;
    if (of instanceof GoTime) return this.#safely(at, '', () => this.#timeMethod(at, of, name, args));
    if (of instanceof GoDuration) return this.#safely(at, '', () => this.#durationMethod(at, of, name));
    const inner = at as Operand;
    const shown = inner.kind === 'field' && inner.of?.kind === 'pipe' ? lastOperand(inner.of.pipe) : at;
    return this.#fail(shown, `can't evaluate field ${name} in type ${typeName(of)}`);
  }

  /**
   * What `compute` gives. Its own failure, and what JavaScript refuses to do with a value (a time that no calendar has), fail
   * the template here, as Go recovers from a panic.
   */
  #safely(at: At, before: string, compute: () => Value): Value {
    try {
      return compute();
    } catch (error) {
      if (error instanceof TemplateLimit || error instanceof ExecutionError) throw error;
      if (!(error instanceof TemplateError) && !(error instanceof RangeError)) throw error;
      return this.#fail(at, `${before}${error.message}`);
    }
  }

  #timeMethod(at: At, time: GoTime, name: string, [arg]: readonly Value[]): Value {
    switch (name) {
      case 'Format':
        return formatTime(time, typeof arg === 'string' ? arg : '');
      case 'String':
        return timeText(time);
      case 'Unix':
        return BigInt(Math.floor(time.unixMs / 1000));
      case 'UnixMilli':
        return BigInt(time.unixMs);
      case 'UTC':
      case 'Local':
        return time;
      case 'Add':
        if (arg instanceof GoDuration) return new GoTime(time.unixMs + arg.nanoseconds / 1e6);
        break;
      case 'Sub':
        if (arg instanceof GoTime) return new GoDuration((time.unixMs - arg.unixMs) * 1e6);
        break;
      case 'Year':
      case 'Hour':
      case 'Minute':
      case 'Second':
      case 'Day': {
        const layouts = { Year: '2006', Hour: '15', Minute: '4', Second: '5', Day: '2' };
        return BigInt(formatTime(time, layouts[name]));
      }
      default:
    }
    return this.#fail(at, `can't evaluate field ${name} in type time.Time`);
  }

  #durationMethod(at: At, { nanoseconds }: GoDuration, name: string): Value {
    switch (name) {
      case 'String':
        return durationText(nanoseconds);
      case 'Seconds':
        return nanoseconds / 1e9;
      case 'Minutes':
        return nanoseconds / 60e9;
      case 'Hours':
        return nanoseconds / 3600e9;
      case 'Milliseconds':
        return BigInt(Math.trunc(nanoseconds / 1e6));
      default:
        return this.#fail(at, `can't evaluate field ${name} in type time.Duration`);
    }
  }

  #step(): void {
    if (++this.#steps > MAX_STEPS) throw new TemplateLimit('the template takes too many steps');
  }

  #write(text: string): void {
    this.output += text;
    if (this.output.length > MAX_OUTPUT) throw new TemplateLimit('the template writes too much');
  }

  #fail(at: At, message: string): never {
    const { name, source } = this.#template;
    const before = source.slice(0, at.offset);
    const line = before.split('\n').length;
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1));
    throw new ExecutionError(`template: ${name}:${line}:${column}: executing "${name}" at <${at.text}>: ${message}`);
  }
}

/** What Go names where a member of a pipe's value is missing: the last operand that it looked at. */
function lastOperand(pipe: Pipe): At {
  return pipe.commands.at(-1)?.operands.at(-1) ?? pipe;
}
