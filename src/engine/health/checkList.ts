import type { Check } from '../../model/probe.ts';
import { severity } from '../../model/status.ts';
import type { CheckSource } from './health.ts';
import type { ReadStatus } from './statusWord.ts';

/** At most so many checks of one body are kept; the others still count for the total. */
export const MAX_CHECKS = 500;
const LONGEST_NAME = 120;
const LONGEST_MESSAGE = 200;

/** Collects the checks of one body: bounded, with a name each, and the worst of all that were added. */
export class CheckList implements CheckSource {
  readonly checks: Check[] = [];
  leftOut = 0;
  #worst: ReadStatus | undefined;
  /** How many times each name was given, once a map is worth its cost. */
  #taken: Map<string, number> | undefined;

  /** The worst of the checks; what is unknown does not lower the others, so it is `unknown` only where all are. */
  get worst(): ReadStatus {
    return this.#worst ?? 'unknown';
  }

  get isEmpty(): boolean {
    return this.checks.length === 0;
  }

  add(name: string, status: ReadStatus, latencyMs?: number, message?: string): void {
    if (this.#worst === undefined || rank(status) > rank(this.#worst)) this.#worst = status;
    if (this.checks.length >= MAX_CHECKS) {
      this.leftOut++;
      return;
    }
    const check: { name: string; status: ReadStatus; latencyMs?: number; message?: string } = {
      name: this.#unique(cut(oneLine(name), LONGEST_NAME) || 'check'),
      status,
    };
    if (latencyMs !== undefined) check.latencyMs = latencyMs;
    const text = message === undefined ? '' : cutMessage(message);
    if (text !== '') check.message = text;
    this.checks.push(check);
  }

  /** A name is a check's identity from poll to poll, so the second of the same name gets a number. */
  #unique(name: string): string {
    // Few bodies have more than a handful of checks, where looking through them is quicker than a map.
    if (this.#taken === undefined) {
      if (!this.checks.some((check) => check.name === name)) {
        if (this.checks.length >= 16) this.#taken = new Map([...this.checks, { name }].map((check) => [check.name, 1]));
        return name;
      }
      this.#taken = new Map(this.checks.map((check) => [check.name, 1]));
    }
    let number = this.#taken.get(name) ?? 0;
    let free = number === 0 ? name : `${name} #${++number}`;
    while (this.#taken.has(free)) free = `${name} #${++number}`;
    this.#taken.set(name, Math.max(number, 1)).set(free, 1);
    return free;
  }
}

/** A message for people: one line, at most 200 characters. */
export function cutMessage(text: string): string {
  return cut(oneLine(text), LONGEST_MESSAGE);
}

/** The first `length` characters of `text`, with an ellipsis where something is missing. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not between the two halves of a character beyond the basic plane.
  const last = text.charCodeAt(length - 2);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 2 : length - 1)}…`;
}

// Marks that turn the direction of writing are taken out too: they would reverse what stands after them in a row.
// oxlint-disable-next-line no-control-regex -- control characters are what is to be taken out
const BREAKS = /[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;
// oxlint-disable-next-line no-control-regex -- the same: is there anything to take out
const NOT_ONE_LINE = /[\t-\r\u0000-\u001f\u007f-\u00a0\u2028-\u202e\u2066-\u2069]|^ | $| {2}/;

/** `text` without control characters, line breaks and what turns the direction of writing. */
export function oneLine(text: string): string {
  // What is far behind the cut need not be cleaned.
  const head = text.length > 2000 ? text.slice(0, 2000) : text;
  return NOT_ONE_LINE.test(head) ? head.replace(BREAKS, ' ').trim() : head;
}

function rank(status: ReadStatus): number {
  return status === 'unknown' ? -1 : severity(status);
}
