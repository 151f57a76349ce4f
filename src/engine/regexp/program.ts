import { type CharClass, classHas } from './charClass.ts';
import type { Assertion, ParsedRegexp, Regexp } from './syntax.ts';

/** What a machine that reads a text once does at a place of the program. */
export type Instruction =
  | { readonly op: 'class'; readonly test: (codePoint: number) => boolean; next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'jump'; next: number }
  | { readonly op: 'save'; readonly slot: number; next: number }
  | { readonly op: 'assert'; readonly assertion: Assertion; next: number }
  | { readonly op: 'fail' }
  | { readonly op: 'match' };

export interface Program {
  readonly code: readonly Instruction[];
  readonly hasAssertions: boolean;
}

const MAX_INSTRUCTIONS = 50_000;

/** A program that matches the whole of a text, or undefined where it would be too large. */
export function compileProgram({ regexp }: ParsedRegexp, withCaptures: boolean): Program | undefined {
  const code: Instruction[] = [];
  let hasAssertions = false;
  const tests = new Map<CharClass, (codePoint: number) => boolean>();
  const emit = (instruction: Instruction): number => code.push(instruction) - 1;

  const compile = (node: Regexp): void => {
    if (code.length > MAX_INSTRUCTIONS) return;
    switch (node.kind) {
      case 'empty':
        return;
      case 'none':
        emit({ op: 'fail' });
        return;
      case 'class': {
        const test = tests.get(node.set) ?? testOf(node.set);
        tests.set(node.set, test);
        emit({ op: 'class', test, next: code.length + 1 });
        return;
      }
      case 'assert':
        hasAssertions = true;
        emit({ op: 'assert', assertion: node.assertion, next: code.length + 1 });
        return;
      case 'concat':
        node.parts.forEach(compile);
        return;
      case 'alternate':
        alternate(node.parts);
        return;
      case 'capture':
        if (withCaptures) emit({ op: 'save', slot: node.index * 2, next: code.length + 1 });
        compile(node.part);
        if (withCaptures) emit({ op: 'save', slot: node.index * 2 + 1, next: code.length + 1 });
        return;
      case 'repeat':
        repeat(node.part, node.min, node.max, node.greedy);
        return;
    }
  };

  const alternate = (parts: readonly Regexp[]): void => {
    const jumps: number[] = [];
    parts.forEach((part, i) => {
      if (i === parts.length - 1) {
        compile(part);
        return;
      }
      const split = emit({ op: 'split', next: code.length + 1, other: 0 });
      compile(part);
      jumps.push(emit({ op: 'jump', next: 0 }));
      patch(split, 'other', code.length);
    });
    for (const jump of jumps) patch(jump, 'next', code.length);
  };

  const patch = (at: number, field: 'next' | 'other', target: number): void => {
    const instruction = code[at];
    if (instruction?.op === 'split') instruction[field] = target;
    else if (instruction?.op === 'jump') instruction.next = target;
  };

  const optional = (part: Regexp, greedy: boolean, loop: boolean): number => {
    const split = emit({ op: 'split', next: code.length + 1, other: code.length + 1 });
    compile(part);
    if (loop) emit({ op: 'jump', next: split });
    patch(split, greedy ? 'other' : 'next', code.length);
    return split;
  };

  const repeat = (part: Regexp, min: number, max: number, greedy: boolean): void => {
    for (let i = 0; i < min; i++) compile(part);
    if (max === Infinity) {
      optional(part, greedy, true);
      return;
    }
    const splits: number[] = [];
    for (let i = min; i < max; i++) splits.push(optional(part, greedy, false));
    // Each copy stands only after the one before: once one is left out, all that follow are.
    for (const split of splits) patch(split, greedy ? 'other' : 'next', code.length);
  };

  compile(regexp);
  emit({ op: 'match' });
  return code.length > MAX_INSTRUCTIONS ? undefined : { code, hasAssertions };
}

function testOf(set: CharClass): (codePoint: number) => boolean {
  const ascii = new Uint8Array(128);
  for (let code = 0; code < 128; code++) ascii[code] = classHas(set, code) ? 1 : 0;
  return (codePoint) => (codePoint < 128 ? ascii[codePoint] === 1 : classHas(set, codePoint));
}
