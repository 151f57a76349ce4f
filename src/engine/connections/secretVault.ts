import { err, ok, type Result } from '../../base/result.ts';
import type { SecretNeed } from '../../model/probe.ts';
import { printSecret, type Template } from '../../model/service.ts';
import type { SecretValue } from '../../protocol/engine.ts';
import { formPattern, secretForms, withoutCutForms } from './secretForms.ts';

/** Values that were replaced or removed and are still redacted: a request that was under way may yet echo one. */
const REMEMBERED_MAX = 1000;

/**
 * The secrets of the session, in memory only. A value leaves it for one origin at a time, and only for an origin that
 * the user allowed when typing it in; `redact` takes it out of any text again, after it was replaced too.
 */
export class SecretVault {
  #secrets: ReadonlyMap<string, SecretValue> = new Map();
  /** The name of every value of the session, by value. */
  readonly #known = new Map<string, string>();
  #pattern: RegExp | undefined;
  #nameOfForm: ReadonlyMap<string, string> = new Map();
  #version = 0;

  /** Changes with what `redact` takes out. */
  get version(): number {
    return this.#version;
  }

  /** Replaces all secrets. */
  set(secrets: readonly SecretValue[]): void {
    this.#secrets = new Map(secrets.map((secret) => [secret.name, secret]));
    for (const { name, value } of secrets) {
      if (value === '') continue;
      this.#known.delete(value);
      this.#known.set(value, name);
    }
    this.#changed();
  }

  /** Redacts `value` from now on too: a secret that was not typed in but given by another side. */
  learn(name: string, value: string): void {
    this.#known.delete(value);
    this.#known.set(value, name);
    this.#changed();
  }

  /**
   * `template` with its secrets put in, for a request to `origin`; or the secret that may not go there. `encode` brings a
   * value into the form that its place needs (a part of a URL); `before` is the text up to it.
   */
  fill(
    template: Template,
    origin: string,
    encode?: (value: string, before: string, name: string) => string,
  ): Result<string, SecretNeed> {
    let text = '';
    for (const piece of template) {
      if (typeof piece === 'string') {
        text += piece;
        continue;
      }
      const value = this.valueFor(piece.secret, origin);
      if (!value.ok) return value;
      text += encode === undefined ? value.value : encode(value.value, text, piece.secret);
    }
    return ok(text);
  }

  /** The secret of that name for a request to `origin`; or that it is not there, or may not go there. */
  valueFor(name: string, origin: string): Result<string, SecretNeed> {
    const secret = this.#secrets.get(name);
    if (secret === undefined) return err({ name, origin, why: 'missing' });
    return secret.origins.includes(origin) ? ok(secret.value) : err({ name, origin, why: 'originRefused' });
  }

  /** The first secret of `templates` that may not go to `origin`, though it is sent elsewhere first: by way of it, or in another form. */
  refusedFor(templates: readonly Template[], origin: string): SecretNeed | undefined {
    for (const template of templates) {
      const filled = this.fill(template, origin);
      if (!filled.ok) return filled.error;
    }
    return undefined;
  }

  /** The first secret in `text` that may not go to `origin`: for a text that came from outside, such as a redirect's target. */
  findRefused(text: string, origin: string): SecretNeed | undefined {
    for (const match of text.matchAll(this.#compiled())) {
      const name = this.#nameOf(match[0]);
      if (this.#secrets.get(name)?.origins.includes(origin) !== true) return { name, origin, why: 'originRefused' };
    }
    return undefined;
  }

  /**
   * `text` with every known secret, as it is and as a URL, JSON, HTML, hexadecimal or Base64 would carry it, replaced by
   * `${secret:NAME}`. Where secrets overlap the longest goes first; one of fewer than four characters is replaced only
   * where it stands alone. What a cut left of one before an ellipsis is replaced too.
   */
  redact(text: string): string {
    if (this.#known.size === 0 || text === '') return text;
    const clean = text.replaceAll(this.#compiled(), (found) => printSecret(this.#nameOf(found)));
    return clean.includes('…') ? withoutCutForms(clean, this.#nameOfForm, printSecret) : clean;
  }

  #changed(): void {
    this.#version++;
    this.#pattern = undefined;
    for (const value of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED_MAX) break;
      this.#known.delete(value);
    }
  }

  #nameOf(found: string): string {
    return this.#nameOfForm.get(found) ?? 'unknown';
  }

  /** One pattern for all secrets, so that a replacement is never searched again. */
  #compiled(): RegExp {
    if (this.#pattern !== undefined) return this.#pattern;
    const forms = new Map<string, string>();
    for (const [value, name] of this.#known) for (const form of secretForms(value)) forms.set(form, name);
    // A value itself wins over what happens to be an encoding of another one.
    for (const [value, name] of this.#known) forms.set(value, name);
    const source = [...forms.keys()].sort((a, b) => b.length - a.length).map(formPattern);
    this.#nameOfForm = forms;
    this.#pattern = source.length === 0 ? /(?!)/gu : new RegExp(source.join('|'), 'gu');
    return this.#pattern;
  }
}
