import type { SecretNeed } from '../../model/probe.ts';

/** Remembers what the user was asked in this session, so that no question comes twice. */
export class SecretAsker {
  readonly #asked = new Set<string>();

  /** Whether to ask now: once per secret where it is missing, once per secret and origin where it is refused. */
  shouldAsk({ name, origin, why }: SecretNeed): boolean {
    const question = JSON.stringify(why === 'missing' ? [name] : [name, origin]);
    if (this.#asked.has(question)) return false;
    this.#asked.add(question);
    return true;
  }
}
