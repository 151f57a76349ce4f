import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribes `listener` until the returned disposable is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * Announces values to its listeners in the order of their subscription. A listener that is added or removed while an
 * announcement runs takes effect with the next one.
 */
export class Emitter<T> implements Disposable {
  #listeners: ReadonlyArray<(value: T) => void> = [];

  readonly event: Event<T> = (listener) => {
    // A wrapper per subscription, so that subscribing the same function twice gives two subscriptions.
    const entry = (value: T): void => listener(value);
    this.#listeners = [...this.#listeners, entry];
    return toDisposable(() => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    });
  };

  get hasListeners(): boolean {
    return this.#listeners.length > 0;
  }

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners = [];
  }
}
