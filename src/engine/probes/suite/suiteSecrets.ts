import { err, ok, type Result } from '../../../base/result.ts';
import type { SecretNeed } from '../../../model/probe.ts';
import type { Template } from '../../../model/service.ts';
import { SecretVault } from '../../connections/secretVault.ts';

/** What stands before the name of a value that a step took, where a template names it. */
const TAKEN = 'take:';

interface Taken {
  readonly value: string;
  /** The origin that it came from. */
  readonly from: string;
}

/**
 * The session's secrets with what the steps of one run took. A taken value is as good as the secrets that it was got with:
 * it goes to where it came from, and elsewhere only where each of them may go, or settings could have a token fetched from
 * where a secret may go and sent to somebody else.
 */
export class SuiteSecrets extends SecretVault {
  readonly #base: SecretVault;
  readonly #taken = new Map<string, Taken>();
  readonly #used: Template[] = [];

  constructor(base: SecretVault) {
    super();
    this.#base = base;
  }

  /** Notes that a step has sent these. */
  use(templates: readonly Template[]): void {
    for (const template of templates) {
      const own = template.filter((piece) => typeof piece !== 'string' && !piece.secret.startsWith(TAKEN));
      if (own.length > 0) this.#used.push(own);
    }
  }

  /** Keeps what a step took of an answer of `from`; a secret one is in no text from now on. */
  take(name: string, value: string, from: string, secret: boolean): void {
    this.#taken.set(name, { value, from });
    if (secret) super.learn(TAKEN + name, value);
  }

  override valueFor(name: string, origin: string): Result<string, SecretNeed> {
    if (!name.startsWith(TAKEN)) return this.#base.valueFor(name, origin);
    const taken = this.#taken.get(name.slice(TAKEN.length));
    if (taken === undefined) return err({ name, origin, why: 'missing' });
    return this.#refuses(taken, origin) ? err({ name, origin, why: 'originRefused' }) : ok(taken.value);
  }

  override findRefused(text: string, origin: string): SecretNeed | undefined {
    const own = super.findRefused(text, origin);
    if (own !== undefined && [...this.#taken.values()].some((taken) => this.#refuses(taken, origin))) return own;
    return this.#base.findRefused(text, origin);
  }

  /** An access token outlives the run. */
  override learn(name: string, value: string): void {
    this.#base.learn(name, value);
  }

  override redact(text: string): string {
    return this.#base.redact(super.redact(text));
  }

  #refuses({ from }: Taken, origin: string): boolean {
    return origin !== from && this.#base.refusedFor(this.#used, origin) !== undefined;
  }
}
