import type * as vscode from 'vscode';

const KEY = 'paused';

/** The services that the user paused, kept per workspace. */
export class PausedServices {
  readonly #memento: vscode.Memento;
  readonly #apply: (ids: readonly string[]) => void;
  #ids: ReadonlySet<string>;

  constructor(memento: vscode.Memento, apply: (ids: readonly string[]) => void) {
    this.#memento = memento;
    this.#apply = apply;
    const stored: unknown = memento.get(KEY);
    this.#ids = new Set(Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []);
    apply([...this.#ids]);
  }

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  async set(serviceIds: Iterable<string>, paused: boolean): Promise<void> {
    const next = new Set(this.#ids);
    for (const id of serviceIds) {
      if (paused) next.add(id);
      else next.delete(id);
    }
    await this.#replace(next);
  }

  /** Takes what another window on the same folder keeps. */
  adopt(ids: readonly string[]): void {
    this.#ids = new Set(ids);
  }

  /** Resumes all, those too that the settings have no more. */
  async clear(): Promise<void> {
    await this.#replace(new Set());
  }

  async #replace(ids: ReadonlySet<string>): Promise<void> {
    this.#ids = ids;
    this.#apply([...ids]);
    await this.#memento.update(KEY, [...ids]);
  }
}
