import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { SecretValue } from '../../protocol/engine.ts';

const KEY_PREFIX = 'watchpost.secret.';
const NAMES_KEY = 'secrets.names';

/** What the store needs of the editor. */
export interface SecretStoreOptions {
  readonly storage: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'onDidChange'>;
  /** Keeps the names, which the storage cannot list. */
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
}

/** The user's secrets: values in secret storage only, each with the origins that it may be sent to. */
export class SecretStore implements Disposable {
  readonly #options: SecretStoreOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<void>());
  /** In memory only: from the file that a developer names. */
  readonly #development = new Map<string, SecretValue>();

  /** A secret was set or removed, in this window or another. */
  readonly onDidChange = this.#changed.event;

  constructor(options: SecretStoreOptions) {
    this.#options = options;
    this.#store.own(
      options.storage.onDidChange(({ key }) => {
        if (key.startsWith(KEY_PREFIX)) this.#changed.fire();
      }),
    );
  }

  /** The names that were ever set and not removed, sorted. */
  get names(): readonly string[] {
    const stored: unknown = this.#options.memento.get(NAMES_KEY);
    const names = Array.isArray(stored) ? stored.filter((name): name is string => typeof name === 'string') : [];
    return [...new Set([...names, ...this.#development.keys()])].sort();
  }

  async get(name: string): Promise<SecretValue | undefined> {
    const text = await this.#options.storage.get(KEY_PREFIX + name);
    return (text === undefined ? undefined : parse(name, text)) ?? this.#development.get(name);
  }

  /** Those of `names` that there are. */
  async getAll(names: Iterable<string>): Promise<readonly SecretValue[]> {
    const found = await Promise.all([...new Set(names)].map((name) => this.get(name)));
    return found.filter((secret) => secret !== undefined);
  }

  async set(secret: SecretValue): Promise<void> {
    const { name, value, origins } = secret;
    await this.#options.storage.store(
      KEY_PREFIX + name,
      JSON.stringify({ value, origins: [...new Set(origins)].sort() }),
    );
    await this.#options.memento.update(NAMES_KEY, [...new Set([...this.names, name])].sort());
  }

  /** Lets an existing secret go to one more origin; false where there is no such secret. */
  async allow(name: string, origin: string): Promise<boolean> {
    const secret = await this.get(name);
    if (secret === undefined) return false;
    await this.set({ ...secret, origins: [...secret.origins, origin] });
    return true;
  }

  async remove(name: string): Promise<void> {
    this.#development.delete(name);
    await this.#options.memento.update(
      NAMES_KEY,
      this.names.filter((other) => other !== name),
    );
    await this.#options.storage.delete(KEY_PREFIX + name);
  }

  /** Secrets for development and tests, from a JSON text `[{name, value, origins}]`; a stored one of the same name counts more. */
  addDevelopment(text: string): void {
    const list: unknown = JSON.parse(text);
    for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
      const name: unknown = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
      const secret = typeof name === 'string' ? parse(name, JSON.stringify(entry)) : undefined;
      if (secret !== undefined) this.#development.set(secret.name, secret);
    }
    this.#changed.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** A stored text as a secret; undefined where it is none of ours. */
function parse(name: string, text: string): SecretValue | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { value, origins } = stored as Record<string, unknown>;
  if (typeof value !== 'string' || !Array.isArray(origins)) return undefined;
  return { name, value, origins: origins.filter((origin): origin is string => typeof origin === 'string') };
}
