import type { Disposable } from '../../base/disposable.ts';

/** The part of a page that frames come from. */
export interface FrameSource {
  requestFrame(callback: () => void): void;
  isHidden(): boolean;
  onVisible(listener: () => void): Disposable;
  now(): number;
}

/** What a frame may spend on drawing before the rest waits for the next one, in milliseconds. */
const BUDGET_MS = 10;

/** Runs each requested drawing once in the next frame, however often it was asked for; nothing while the page is hidden. */
export class FrameQueue implements Disposable {
  readonly #source: FrameSource;
  readonly #tasks = new Set<() => void>();
  readonly #subscription: Disposable;
  #requested = false;
  #disposed = false;

  constructor(source: FrameSource) {
    this.#source = source;
    this.#subscription = source.onVisible(() => this.#schedule());
  }

  request(task: () => void): void {
    if (this.#disposed) return;
    this.#tasks.add(task);
    this.#schedule();
  }

  cancel(task: () => void): void {
    this.#tasks.delete(task);
  }

  dispose(): void {
    this.#disposed = true;
    this.#tasks.clear();
    this.#subscription.dispose();
  }

  #schedule(): void {
    if (this.#requested || this.#tasks.size === 0 || this.#source.isHidden()) return;
    this.#requested = true;
    this.#source.requestFrame(() => this.#run());
  }

  #run(): void {
    this.#requested = false;
    if (this.#disposed || this.#source.isHidden()) return;
    const endMs = this.#source.now() + BUDGET_MS;
    // A copy, so that a drawing that asks to be drawn again waits for the next frame.
    for (const task of Array.from(this.#tasks)) {
      this.#tasks.delete(task);
      task();
      if (this.#source.now() > endMs) break;
    }
    this.#schedule();
  }
}

/** Frames of a real page. */
export function pageFrames(page: Window): FrameSource {
  return {
    requestFrame: (callback) => void page.requestAnimationFrame(callback),
    isHidden: () => page.document.hidden,
    now: () => page.performance.now(),
    onVisible(listener) {
      page.document.addEventListener('visibilitychange', listener);
      return { dispose: () => page.document.removeEventListener('visibilitychange', listener) };
    },
  };
}
