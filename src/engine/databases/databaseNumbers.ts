import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import type { DatabaseNumber, DatabaseNumbers } from '../../model/database.ts';
import type { ProbeConfig } from '../../model/service.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { parsePostgresUri } from '../connections/postgresUri.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import type { ProbeLabels } from '../record/probeSeries.ts';
import { evaluateBefore, evaluateSignal } from '../signals/evaluateSignal.ts';
import { quote, rateWindow } from '../signals/finder.ts';
import type { SeriesSource } from '../store/storage.ts';

export interface DatabaseNumbersInput {
  readonly clock: Clock;
  readonly source: SeriesSource;
  readonly secrets: SecretVault;
  readonly probe: (probeId: string) => { readonly config: ProbeConfig; readonly labels: ProbeLabels } | undefined;
}

/** A number as a query over the series that the probe brings. */
interface NumberQuery {
  readonly name: string;
  readonly unit: Unit;
  readonly query: string;
  readonly limit?: string;
}

const POINTS = 20;
/** Probes that run more often need no finer line. */
const STEP_MIN_MS = 15_000;

/** The numbers of databases, out of the series of their probes; of what is no database, none. */
export function databaseNumbers(input: DatabaseNumbersInput, probeIds: readonly string[]): readonly DatabaseNumbers[] {
  return probeIds.flatMap((probeId): DatabaseNumbers[] => {
    const found = input.probe(probeId);
    const queries = found && queriesOf(found.config, found.labels, input.secrets);
    if (queries === undefined) return [];
    const stepMs = Math.max(STEP_MIN_MS, found?.config.intervalMs ?? 0);
    return [{ probeId, numbers: queries.map((query) => numberOf(query, stepMs, input)) }];
  });
}

function numberOf(query: NumberQuery, stepMs: number, { source, clock }: DatabaseNumbersInput): DatabaseNumber {
  const nowMs = clock.now();
  const { value } = evaluateSignal(source, query.query, nowMs, clock);
  const before = evaluateBefore(source, query.query, nowMs, stepMs, POINTS - 1, clock);
  const limit = query.limit === undefined ? Number.NaN : evaluateSignal(source, query.limit, nowMs, clock).value;
  const { name, unit } = query;
  return { name, unit, value, history: [...before, value], ...(limit > 0 && { limit }) };
}

function queriesOf(config: ProbeConfig, labels: ProbeLabels, secrets: SecretVault): readonly NumberQuery[] | undefined {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${quote(value)}`);
  const window = rateWindow(config.intervalMs);
  const series = (name: string): string => `${name}{${matchers.join(',')}}`;
  if (config.kind === 'redis') {
    const rate = (name: string): string => `rate(${series(name)}[${window}])`;
    const [hits, misses] = [rate('redis_keyspace_hits_total'), rate('redis_keyspace_misses_total')];
    return [
      {
        name: t('clients'),
        unit: 'none',
        query: series('redis_connected_clients'),
        limit: series('redis_max_clients'),
      },
      {
        name: t('memory'),
        unit: 'bytes',
        query: series('redis_memory_used_bytes'),
        limit: series('redis_memory_max_bytes'),
      },
      { name: t('commands'), unit: 'perSecond', query: rate('redis_commands_processed_total') },
      { name: t('hit ratio'), unit: 'ratio', query: `${hits} / (${hits} + ${misses})` },
    ];
  }
  if (config.kind !== 'postgres') return undefined;
  // A report brings the series of all databases: the rates are of the one that the probe looks at.
  const address = fillDatabaseUri(config.uri, secrets, parsePostgresUri);
  const own = address.ok ? [...matchers, `datname=${quote(address.value.database)}`] : matchers;
  const rate = (column: string): string => `sum(rate(pg_stat_database_${column}{${own.join(',')}}[${window}]))`;
  const seen = `sum(${series('pg_stat_activity_count')})`;
  const backends = `sum(pg_stat_database_numbackends{${own.join(',')}})`;
  return [
    {
      name: t('connections'),
      unit: 'none',
      // Without pg_monitor a role is not shown the states of others' sessions, but how many are in its own database.
      query: `${seen} >= ${backends} or ${backends} or ${seen}`,
      limit: series('pg_settings_max_connections'),
    },
    { name: t('transactions'), unit: 'perSecond', query: `${rate('xact_commit')} + ${rate('xact_rollback')}` },
    {
      name: t('hit ratio'),
      unit: 'ratio',
      query: `${rate('blks_hit')} / (${rate('blks_hit')} + ${rate('blks_read')})`,
    },
  ];
}
