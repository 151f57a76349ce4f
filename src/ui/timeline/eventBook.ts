import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore, Slot } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import { EVENT_KINDS, type EventKind, type WorkspaceEvent } from '../../model/workspaceEvent.ts';

const KEY = 'timeline.events';
/** Events that are kept, the latest of all. */
export const MAX_EVENTS = 500;
const MAX_TITLE = 200;
/** Older ones are forgotten with the history that they stand beside. */
const MAX_AGE_MS = 7 * 86_400_000;
/** Files that are saved within this time of one another are one event. */
const SAVE_TOGETHER_MS = 2_000;
const MAX_NAMES = 5;
/** What was noted is written down this long after, so that a burst costs one write. */
const WRITE_AFTER_MS = 2_000;

export interface EventBookOptions {
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly clock: Clock;
  readonly onBug: (error: unknown, where: string) => void;
}

/** What happened in the workspace lately: bounded, and kept over a reload of the window. */
export class EventBook implements Disposable {
  readonly #options: EventBookOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<WorkspaceEvent>());
  readonly #timer = this.#store.own(new Slot());
  #events: readonly WorkspaceEvent[];
  #names: readonly string[] = [];
  #count = 0;
  /** An event was added, or another one took the place of the one of that id. */
  readonly onDidChange = this.#changed.event;

  constructor(options: EventBookOptions) {
    this.#options = options;
    const oldestMs = options.clock.now() - MAX_AGE_MS;
    this.#events = readEvents(options.memento.get(KEY)).filter(({ atMs }) => atMs >= oldestMs);
  }

  /** The events that are kept, oldest first. */
  get all(): readonly WorkspaceEvent[] {
    return this.#events;
  }

  /** Notes something that happened now; gives its id, by which it can be ended. */
  note(kind: EventKind, title: string): string {
    const atMs = this.#options.clock.now();
    const id = `${atMs.toString(36)}-${(this.#count++).toString(36)}`;
    this.#put({ id, kind, atMs, title: shortened(title) });
    return id;
  }

  /** A file was saved: several at once are one event. */
  saved(name: string): void {
    const last = this.#events.at(-1);
    if (last?.kind === 'save' && this.#options.clock.now() - last.atMs < SAVE_TOGETHER_MS && this.#names.length > 0) {
      if (this.#names.includes(name)) return;
      this.#names = [...this.#names, name];
      const shown = this.#names.slice(0, MAX_NAMES).join(', ');
      const more = this.#names.length > MAX_NAMES ? ', …' : '';
      this.#put({ ...last, title: shortened(t('{0} files: {1}', this.#names.length, `${shown}${more}`)) });
      return;
    }
    this.note('save', name);
    this.#names = [name];
  }

  /** What lasted is over. */
  end(id: string, failed: boolean): void {
    const event = this.#events.find((one) => one.id === id);
    if (event === undefined || event.endMs !== undefined) return;
    this.#put({ ...event, endMs: this.#options.clock.now(), ...(failed && { failed }) });
  }

  /** Writes down what is not yet. */
  dispose(): void {
    if (this.#timer.value !== undefined) this.#write();
    this.#store.dispose();
  }

  #put(event: WorkspaceEvent): void {
    const others = this.#events.filter(({ id }) => id !== event.id);
    const at =
      others.length === this.#events.length ? others.length : this.#events.findIndex(({ id }) => id === event.id);
    this.#events = others.toSpliced(at, 0, event).slice(-MAX_EVENTS);
    if (event.kind !== 'save' || others.length === this.#events.length) this.#names = [];
    this.#changed.fire(event);
    if (this.#timer.value === undefined)
      this.#timer.set(this.#options.clock.setTimeout(() => this.#write(), WRITE_AFTER_MS));
  }

  #write(): void {
    this.#timer.set(undefined);
    const { memento, onBug } = this.#options;
    memento.update(KEY, this.#events).then(undefined, (error: unknown) => onBug(error, 'keeping the timeline'));
  }
}

function shortened(title: string): string {
  const line = title.split('\n', 1)[0] ?? '';
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1)}…` : line;
}

/** The events in `stored`, which may be anything. What lasted when the window closed has no end. */
function readEvents(stored: unknown): WorkspaceEvent[] {
  if (!Array.isArray(stored)) return [];
  return stored.slice(-MAX_EVENTS).flatMap((value: unknown) => {
    const { id, kind, atMs, endMs, title, failed } = (
      typeof value === 'object' && value !== null ? value : {}
    ) as Record<string, unknown>;
    const known = EVENT_KINDS.find((one) => one === kind);
    if (typeof id !== 'string' || known === undefined || typeof atMs !== 'number' || typeof title !== 'string')
      return [];
    const end = typeof endMs === 'number' ? { endMs } : {};
    return [{ id, kind: known, atMs, title: shortened(title), ...end, ...(failed === true && { failed }) }];
  });
}
