import type { Program } from './program.ts';

interface State {
  readonly places: readonly number[];
  readonly matches: boolean;
  readonly next: Map<number, State>;
}

const MAX_STATES = 1000;

/**
 * A test of whole texts in time linear in their length, for programs without assertions: a deterministic automaton
 * that is built as far as texts ask for it, and forgotten where it grows too large.
 */
export function compileAutomaton({ code }: Program): (text: string) => boolean {
  let states = new Map<string, State>();
  let start: State | undefined;
  let seen = new Uint32Array(code.length);
  let mark = 0;

  const stateOf = (from: readonly number[]): State => {
    if (++mark > 0xfffffff0) {
      seen = new Uint32Array(code.length);
      mark = 1;
    }
    const places: number[] = [];
    const open = [...from];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (seen[place] === mark) continue;
      seen[place] = mark;
      const instruction = code[place];
      if (instruction?.op === 'class' || instruction?.op === 'match') places.push(place);
      else if (instruction?.op === 'split') open.push(instruction.other, instruction.next);
      else if (instruction !== undefined && instruction.op !== 'fail') open.push(instruction.next);
    }
    places.sort((a, b) => a - b);
    const key = places.join();
    let state = states.get(key);
    if (state === undefined) {
      if (states.size >= MAX_STATES) {
        states = new Map();
        start = undefined;
      }
      state = { places, matches: places.at(-1) === code.length - 1, next: new Map() };
      states.set(key, state);
    }
    return state;
  };

  return (text) => {
    let state = (start ??= stateOf([0]));
    for (let at = 0; at < text.length; at++) {
      const codePoint = text.codePointAt(at) ?? 0;
      if (codePoint > 0xffff) at++;
      let next = state.next.get(codePoint);
      if (next === undefined) {
        const reached: number[] = [];
        for (const place of state.places) {
          const instruction = code[place];
          if (instruction?.op === 'class' && instruction.test(codePoint)) reached.push(instruction.next);
        }
        next = stateOf(reached);
        state.next.set(codePoint, next);
      }
      state = next;
      if (state.places.length === 0) return false;
    }
    return state.matches;
  };
}
