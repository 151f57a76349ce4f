import type { Disposable } from '../base/disposable.ts';
import { setChildren } from './dom.ts';

/** A part of the page that shows one value. */
export interface View<T> extends Partial<Disposable> {
  readonly element: HTMLElement;
  update(value: T): void;
}

/** Keeps one view a key below `parent`, in the order of the items; a key that is gone takes its view with it. */
export class KeyedList<T> implements Disposable {
  readonly #parent: HTMLElement;
  readonly #create: (item: T) => View<T>;
  #views = new Map<string, View<T>>();

  constructor(parent: HTMLElement, create: (item: T) => View<T>) {
    this.#parent = parent;
    this.#create = create;
  }

  get views(): Iterable<View<T>> {
    return this.#views.values();
  }

  update(items: readonly T[], keyOf: (item: T) => string): void {
    const next = new Map<string, View<T>>();
    for (const item of items) {
      const key = keyOf(item);
      const view = this.#views.get(key) ?? this.#create(item);
      view.update(item);
      next.set(key, view);
    }
    for (const [key, view] of this.#views) if (!next.has(key)) view.dispose?.();
    this.#views = next;
    setChildren(
      this.#parent,
      [...next.values()].map((view) => view.element),
    );
  }

  dispose(): void {
    for (const view of this.#views.values()) view.dispose?.();
    this.#views.clear();
    this.#parent.replaceChildren();
  }
}
