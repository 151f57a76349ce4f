import type { MessageTemplate } from '../../../protocol/logs.ts';
import { messagePattern } from '../patterns/messagePattern.ts';
import { matchTemplate } from './matchTemplate.ts';

const MINUTE_MS = 60_000;
/** An hour, and the minute that is under way. */
const MINUTES = 61;
/** What is kept of a message: its first line, so far. */
export const MESSAGE_MAX_CHARS = 300;
/** Messages that are told apart; with counts and the last ones of each that is some 10 MB at most. */
const ENTRIES_MAX = 8_000;
const LAST_KEPT = 3;
/** Entries are grouped by so many first characters, so that a template is held against few of them. */
const HEAD_CHARS = 4;

interface Entry {
  readonly counts: Uint32Array;
  /** The newest minute that was counted; the ring goes back from there. */
  minute: number;
  last: Seen[];
}

interface Seen {
  readonly timeMs: number;
  /** Of all that were added: which of two of the same millisecond came later. */
  readonly order: number;
  readonly message: string;
}

/** Messages that a template matches. */
export interface TemplateCount {
  readonly count: number;
  /** The newest first. */
  readonly last: readonly { readonly timeMs: number; readonly values: readonly string[] }[];
}

/** How often each message was seen in each minute of the last hour; messages that differ only in numbers and ids are one. Bounded. */
export class MessageTable {
  readonly #entries = new Map<string, Entry>();
  #dropped = false;
  #added = 0;

  /** Rare messages were forgotten, since there were too many: counts may be too low. */
  get dropped(): boolean {
    return this.#dropped;
  }

  add(message: string, timeMs: number): void {
    const end = message.indexOf('\n');
    const line = message.slice(0, Math.min(end < 0 ? MESSAGE_MAX_CHARS : end, MESSAGE_MAX_CHARS)).trim();
    const key = messagePattern(line);
    const minute = Math.floor(timeMs / MINUTE_MS);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= ENTRIES_MAX) this.#dropOldest();
      entry = { counts: new Uint32Array(MINUTES), minute, last: [] };
      this.#entries.set(key, entry);
    }
    if (minute > entry.minute) {
      const gone = Math.min(MINUTES, minute - entry.minute);
      for (let i = 0; i < gone; i++) entry.counts[(minute - i) % MINUTES] = 0;
      entry.minute = minute;
    }
    if (minute <= entry.minute - MINUTES) return;
    const slot = minute % MINUTES;
    entry.counts[slot] = (entry.counts[slot] ?? 0) + 1;
    entry.last.unshift({ timeMs, order: this.#added++, message: line });
    if (entry.last.length > LAST_KEPT) entry.last.pop();
  }

  /** For each template the messages of the last hour that it matches. */
  count(templates: readonly MessageTemplate[], nowMs: number, lastMax: number): TemplateCount[] {
    const groups = new Map<string, Entry[]>();
    const all: Entry[] = [];
    const nowMinute = Math.floor(nowMs / MINUTE_MS);
    for (const [key, entry] of this.#entries) {
      if (entry.minute <= nowMinute - MINUTES + 1) {
        this.#entries.delete(key);
        continue;
      }
      all.push(entry);
      const head = entry.last[0]?.message.slice(0, HEAD_CHARS) ?? '';
      const group = groups.get(head);
      if (group === undefined) groups.set(head, [entry]);
      else group.push(entry);
    }
    return templates.map((template) => {
      const head = template[0] ?? '';
      const candidates = head.length < HEAD_CHARS ? all : (groups.get(head.slice(0, HEAD_CHARS)) ?? []);
      return countOf(candidates, template, nowMinute, lastMax);
    });
  }

  /** The one of the messages that was seen first of those that came first: a tenth of all, so that it is rarely done. */
  #dropOldest(): void {
    this.#dropped = true;
    const byAge = [...this.#entries].sort(([, a], [, b]) => (a.last[0]?.timeMs ?? 0) - (b.last[0]?.timeMs ?? 0));
    for (const [key] of byAge.slice(0, ENTRIES_MAX / 10)) this.#entries.delete(key);
  }
}

function countOf(
  entries: readonly Entry[],
  template: MessageTemplate,
  nowMinute: number,
  lastMax: number,
): TemplateCount {
  let count = 0;
  const last: { timeMs: number; order: number; values: readonly string[] }[] = [];
  for (const entry of entries) {
    const newest = entry.last[0]?.message ?? '';
    if (matchTemplate(template, newest, newest.length === MESSAGE_MAX_CHARS) === undefined) continue;
    // The ring holds whole minutes: those that lie within the hour.
    for (let minute = nowMinute - MINUTES + 2; minute <= entry.minute; minute++)
      count += entry.counts[minute % MINUTES] ?? 0;
    for (const { timeMs, order, message } of entry.last) {
      const values = matchTemplate(template, message, message.length === MESSAGE_MAX_CHARS);
      if (values !== undefined) last.push({ timeMs, order, values });
    }
  }
  last.sort((a, b) => b.timeMs - a.timeMs || b.order - a.order);
  return { count, last: last.slice(0, lastMax).map(({ timeMs, values }) => ({ timeMs, values })) };
}
