import { reportTable } from '../../../model/reportTable.ts';
import { SEVERITIES, type Severity } from '../../../model/report.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber, type RedisFacts } from '../redisFacts.ts';

interface Rule {
  readonly name: string;
  readonly severity: Severity;
  isBad(config: ReadonlyMap<string, string>, facts: RedisFacts): boolean;
  readonly why: string;
  /** The command that would mend it. */
  readonly fix?: string;
}

const is =
  (name: string, value: string) =>
  (config: ReadonlyMap<string, string>): boolean =>
    config.get(name) === value;

/** Settings that RedisInsight and Redis' own documentation warn of. */
const RULES: readonly Rule[] = [
  {
    name: 'requirepass',
    severity: 'warning',
    isBad: (config) =>
      config.get('requirepass') === '' &&
      config.get('aclfile') === '' &&
      !/^(?:-?127\.0\.0\.1|-?::1| )+$/.test(config.get('bind') ?? ''),
    why: 'who reaches it may do anything: it listens beyond this machine and asks for no password',
    fix: 'CONFIG SET requirepass <password>',
  },
  {
    name: 'protected-mode',
    severity: 'warning',
    isBad: (config) =>
      config.get('protected-mode') === 'no' && config.get('requirepass') === '' && config.get('aclfile') === '',
    why: 'without a password it should refuse clients of other machines',
    fix: 'CONFIG SET protected-mode yes',
  },
  {
    name: 'stop-writes-on-bgsave-error',
    severity: 'warning',
    isBad: is('stop-writes-on-bgsave-error', 'no'),
    why: 'nobody notices that nothing is saved',
    fix: 'CONFIG SET stop-writes-on-bgsave-error yes',
  },
  {
    name: 'tcp-keepalive',
    severity: 'info',
    isBad: is('tcp-keepalive', '0'),
    why: 'clients that are gone keep their connections',
    fix: 'CONFIG SET tcp-keepalive 300',
  },
  {
    name: 'appendfsync',
    severity: 'info',
    isBad: (config) => config.get('appendonly') === 'yes' && config.get('appendfsync') === 'no',
    why: 'a crash of the machine loses what the system had not written',
    fix: 'CONFIG SET appendfsync everysec',
  },
  {
    name: 'slowlog-log-slower-than',
    severity: 'info',
    isBad: is('slowlog-log-slower-than', '-1'),
    why: 'slow commands are not remembered',
    fix: 'CONFIG SET slowlog-log-slower-than 10000',
  },
  {
    name: 'maxmemory-policy',
    severity: 'warning',
    isBad: (config, { info }) =>
      config.get('maxmemory') !== '0' &&
      (config.get('maxmemory-policy') ?? '').startsWith('volatile') &&
      [...info].some(([name, value]) => /^db\d+$/.test(name) && value.includes('expires=0')),
    why: 'it evicts keys with a TTL only, and there is none',
    fix: 'CONFIG SET maxmemory-policy allkeys-lru',
  },
  {
    name: 'databases',
    severity: 'info',
    isBad: (_, { info }) => [...info.keys()].filter((name) => /^db\d+$/.test(name)).length > 1,
    why: 'several numbered databases share one thread and one memory; use prefixes or servers of their own',
  },
  {
    name: 'scripts',
    severity: 'info',
    isBad: (_, facts) => (infoNumber(facts, 'number_of_cached_scripts') ?? 0) > 1000,
    why: 'scripts are made anew for each call: give values as arguments',
  },
];

/** Settings that are worth a look. */
export const configuration: RedisDiagnostic = {
  id: 'configuration',
  command: 'CONFIG GET *',
  judge(facts) {
    const { config } = facts;
    if (config === undefined) return undefined;
    const bad = RULES.filter((rule) => rule.isBad(config, facts)).sort(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    );
    const worst = bad[0];
    return {
      severity: worst?.severity ?? 'ok',
      title: worst === undefined ? 'the settings are well' : `${worst.name}: ${worst.why}`,
      detail:
        'These settings leave the server open, lose data or hide what happens. CONFIG SET holds until the next start; CONFIG REWRITE keeps it.',
      ...(worst !== undefined && { object: worst.name }),
      value: bad.length,
      unit: 'none',
      fix: bad.flatMap(({ fix }) => fix ?? []).join('\n') || undefined,
      table: reportTable(bad, [
        { title: 'setting', cell: ({ name }) => name },
        { title: 'value', cell: ({ name }) => config.get(name) ?? null },
        { title: 'severity', cell: ({ severity }) => severity },
        { title: 'why', cell: ({ why }) => why },
      ]),
    };
  },
};
