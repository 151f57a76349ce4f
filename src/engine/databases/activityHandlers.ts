import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ProbeConfig } from '../../model/service.ts';
import type { ActivityRequests } from '../../protocol/activity.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { type KeptConnection, KeptConnections } from '../connections/keptConnection.ts';
import type { OpenPostgres } from '../connections/openPostgres.ts';
import { type PostgresAddress, parsePostgresUri } from '../connections/postgresUri.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import { endSession, readActivity } from '../postgres/activity.ts';
import { keptPostgres } from '../postgres/keptPostgres.ts';
import { notAsked } from '../probes/outcome.ts';
import { mapTexts } from '../reports/mapTexts.ts';

export interface ActivityHandlersInput {
  readonly clock: Clock;
  readonly secrets: SecretVault;
  readonly trust: () => Promise<SecureContext>;
  readonly probe: (probeId: string) => { readonly config: ProbeConfig } | undefined;
}

/** What the engine answers about the sessions of its PostgreSQL probes' databases. Disposing it closes its connections. */
export function createActivityHandlers(
  input: ActivityHandlersInput,
): RequestHandlers<Plain<ActivityRequests>> & Disposable {
  const { clock, secrets, trust, probe } = input;
  const kept = new KeptConnections(keptPostgres(trust), clock);

  const sessionOf = (probeId: string): Result<KeptConnection<PostgresAddress, OpenPostgres>, string> => {
    const config = probe(probeId)?.config;
    if (config === undefined) return err(t('the service is not watched any more'));
    if (config.kind !== 'postgres') return err(t('this is no PostgreSQL'));
    const address = fillDatabaseUri(config.uri, secrets, parsePostgresUri);
    return address.ok ? ok(kept.of(probeId, address.value)) : err(notAsked(address.error).reason);
  };
  const redact = (text: string): string => secrets.redact(text);
  const failed = (error: string) => ({ ok: false, message: redact(error) }) as const;

  return {
    async activity(probeId) {
      const session = sessionOf(probeId);
      if (!session.ok) return failed(session.error);
      const answer = await session.value.ask(({ client }) => readActivity(client, clock.now()));
      return answer.ok ? { ok: true, activity: mapTexts(answer.value, redact) } : failed(answer.error);
    },
    async endSession(probeId, name, how) {
      const session = sessionOf(probeId);
      if (!session.ok) return failed(session.error);
      const answer = await session.value.ask(({ client }) => endSession(client, name, how));
      if (!answer.ok) return failed(answer.error);
      return answer.value ? { ok: true } : failed(t('the session is gone: nothing was ended'));
    },
    dispose: () => kept.dispose(),
  };
}
