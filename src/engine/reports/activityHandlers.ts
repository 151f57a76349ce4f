import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { err, type Result } from '../../base/result.ts';
import type { ProbeConfig } from '../../model/service.ts';
import type { ActivityRequests } from '../../protocol/activity.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { type PostgresAddress, parsePostgresUri } from '../connections/postgresUri.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import { endSession, readActivity } from '../postgres/activity.ts';
import { KeptSession } from '../postgres/keptSession.ts';
import { notAsked } from '../probes/outcome.ts';
import { mapTexts } from './mapTexts.ts';

export interface ActivityHandlersInput {
  readonly clock: Clock;
  readonly secrets: SecretVault;
  readonly trust: () => Promise<SecureContext>;
  readonly probe: (probeId: string) => { readonly config: ProbeConfig } | undefined;
}

const GONE = 'the session is gone: nothing was ended';

/** What the engine answers about the sessions of its PostgreSQL probes' databases. Disposing it closes its connections. */
export function createActivityHandlers(
  input: ActivityHandlersInput,
): RequestHandlers<Plain<ActivityRequests>> & Disposable {
  const { clock, secrets, trust, probe } = input;
  const kept = new Map<string, { readonly key: string; readonly session: KeptSession }>();

  const sessionOf = (probeId: string): Result<KeptSession, string> => {
    const config = probe(probeId)?.config;
    if (config === undefined) return err('the service is not watched any more');
    if (config.kind !== 'postgres') return err('this is no PostgreSQL');
    const address = fillDatabaseUri(config.uri, secrets, parsePostgresUri);
    if (!address.ok) return err(notAsked(address.error).reason);
    const key = keyOf(address.value);
    const known = kept.get(probeId);
    if (known?.key === key) return { ok: true, value: known.session };
    // The settings or the secret changed: the old connection is another's.
    known?.session.dispose();
    const session = new KeptSession(address.value, trust, clock);
    kept.set(probeId, { key, session });
    return { ok: true, value: session };
  };
  const redact = (text: string): string => secrets.redact(text);
  const failed = (error: string) => ({ ok: false, message: redact(error) }) as const;

  return {
    async activity(probeId) {
      const session = sessionOf(probeId);
      if (!session.ok) return failed(session.error);
      const answer = await session.value.ask((client) => readActivity(client, clock.now()));
      return answer.ok ? { ok: true, activity: mapTexts(answer.value, redact) } : failed(answer.error);
    },
    async endSession(probeId, name, how) {
      const session = sessionOf(probeId);
      if (!session.ok) return failed(session.error);
      const answer = await session.value.ask((client) => endSession(client, name, how));
      if (!answer.ok) return failed(answer.error);
      return answer.value ? { ok: true } : failed(GONE);
    },
    dispose() {
      for (const { session } of kept.values()) session.dispose();
    },
  };
}

function keyOf(address: PostgresAddress): string {
  return JSON.stringify(address);
}
