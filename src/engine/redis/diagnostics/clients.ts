import { counted } from '../../../base/counted.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber } from '../redisFacts.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** Connections against their limit, those that wait, and those that were refused. */
export const clients: RedisDiagnostic = {
  id: 'clients',
  command: 'INFO clients',
  judge(facts) {
    const used = infoNumber(facts, 'connected_clients') ?? 0;
    // Redis 6.0 tells it by CONFIG alone.
    const limit = infoNumber(facts, 'maxclients') ?? numberOf(facts.config?.get('maxclients'));
    const rejected = infoNumber(facts, 'rejected_connections') ?? 0;
    const ratio = limit === undefined ? undefined : used / limit;
    const severity = severityAbove(ratio, REDIS_THRESHOLDS.clientsRatio);
    return {
      severity: severity === 'ok' && rejected > 0 ? 'warning' : severity,
      title:
        rejected > 0
          ? `${counted(rejected, 'connection')} refused`
          : `${used} of ${limit ?? 'an unknown number of'} connections are used`,
      detail:
        'Where none is left, every new client is refused. Let each program keep a few connections and share them, and look for one that opens them and does not close them.',
      value: ratio,
      unit: 'ratio',
      numbers: [
        { name: 'connected', value: used, unit: 'none' },
        { name: 'blocked', value: infoNumber(facts, 'blocked_clients'), unit: 'none' },
        { name: 'rejected', value: rejected, unit: 'none' },
        { name: 'limit', value: limit, unit: 'none' },
      ],
      ...((severity !== 'ok' || rejected > 0) && { fix: 'CONFIG SET maxclients 20000\nCONFIG SET timeout 300' }),
    };
  },
};

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? '');
  return value > 0 ? value : undefined;
}
