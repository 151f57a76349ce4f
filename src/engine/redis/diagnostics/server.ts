import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber } from '../redisFacts.ts';

/** What runs there: its version, mode and load. */
export const server: RedisDiagnostic = {
  id: 'server',
  command: 'INFO server',
  judge(facts) {
    const { info } = facts;
    const version = info.get('valkey_version') ?? info.get('redis_version') ?? '';
    const major = Number.parseInt(version, 10);
    const isOld = info.get('valkey_version') === undefined && major < 6;
    return {
      severity: isOld ? 'warning' : 'ok',
      title: `${info.has('valkey_version') ? 'Valkey' : 'Redis'} ${version}, ${info.get('redis_mode') ?? info.get('server_mode') ?? 'standalone'}${isOld ? ', which gets no corrections any more' : ''}`,
      detail:
        'The newest minor version of a major one is only a restart away. A server that has not run for long was perhaps restarted by somebody, or by itself.',
      value: major,
      unit: 'none',
      numbers: [
        { name: 'running for', value: infoNumber(facts, 'uptime_in_seconds'), unit: 'seconds' },
        { name: 'commands', value: infoNumber(facts, 'instantaneous_ops_per_sec'), unit: 'perSecond' },
        { name: 'received', value: infoNumber(facts, 'total_net_input_bytes'), unit: 'bytes' },
        { name: 'sent', value: infoNumber(facts, 'total_net_output_bytes'), unit: 'bytes' },
      ],
    };
  },
};
