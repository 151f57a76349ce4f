import { err, ok, type Result } from '../../base/result.ts';
import type { SecretNeed } from '../../model/probe.ts';
import type { Template } from '../../model/service.ts';
import type { SecretValue } from '../../protocol/engine.ts';

/**
 * The secrets of the session, in memory only. A value leaves it for one origin at a time, and only for an origin that
 * the user allowed when typing it in; what left is remembered, so that `redact` can take it out of any text again.
 */
export class SecretVault {
  #secrets: ReadonlyMap<string, SecretValue> = new Map();

  /** Replaces all secrets. */
  set(secrets: readonly SecretValue[]): void {
    this.#secrets = new Map(secrets.map((secret) => [secret.name, secret]));
  }

  /** `template` with its secrets put in, for a request to `origin`; or the secret that may not go there. */
  fill(template: Template, origin: string): Result<string, SecretNeed> {
    let text = '';
    for (const piece of template) {
      if (typeof piece === 'string') {
        text += piece;
        continue;
      }
      const secret = this.#secrets.get(piece.secret);
      if (secret === undefined) return err({ name: piece.secret, origin, why: 'missing' });
      if (!secret.origins.includes(origin)) return err({ name: piece.secret, origin, why: 'originRefused' });
      text += secret.value;
    }
    return ok(text);
  }

  /** `text` with every known secret, as it is and as a URL or Base64 would carry it, replaced by its name. */
  redact(text: string): string {
    let clean = text;
    for (const { name, value } of this.#secrets.values()) {
      if (value.length < 4) continue;
      for (const form of new Set([value, encodeURIComponent(value), Buffer.from(value).toString('base64')])) {
        clean = clean.replaceAll(form, `\${secret:${name}}`);
      }
    }
    return clean;
  }
}
