import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber, infoWith } from '../redisFacts.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** The replicas of a master, or a replica's link to its master. */
export const replication: RedisDiagnostic = {
  id: 'replication',
  command: 'INFO replication',
  judge(facts) {
    const isReplica = facts.info.get('role') === 'slave';
    const offset = infoNumber(facts, 'master_repl_offset') ?? 0;
    const replicas = infoWith(facts, 'slave').flatMap(([name, value]) => {
      const fields = new Map(value.split(',').map((part) => part.split('=', 2) as [string, string]));
      return /^\d+$/.test(name)
        ? [{ fields, behind: offset - Number(fields.get('offset')), lag: Number(fields.get('lag')) }]
        : [];
    });
    const isDown = isReplica && facts.info.get('master_link_status') !== 'up';
    const isLate = replicas.some(
      ({ fields, lag }) => fields.get('state') !== 'online' || lag >= REDIS_THRESHOLDS.replicaSilenceSeconds.warning,
    );
    const master = `${facts.info.get('master_host')}:${facts.info.get('master_port')}`;
    return {
      severity: isDown ? 'critical' : isLate ? 'warning' : 'ok',
      title: isReplica
        ? `a replica of ${master}, ${isDown ? 'which it has lost' : 'in touch with it'}`
        : `a master with ${counted(replicas.length, 'replica')}${isLate ? ', of which not all keep up' : ''}`,
      detail:
        'A replica that is behind answers with an old state, and a failover to it loses what is missing. Look at the network between the two, and at the size of repl-backlog and of the client-output-buffer-limit for replicas.',
      ...(isReplica && { object: master }),
      value: isReplica ? infoNumber(facts, 'master_last_io_seconds_ago') : replicas.length,
      unit: isReplica ? 'seconds' : 'none',
      table: reportTable(replicas, [
        { title: 'replica', cell: ({ fields }) => `${fields.get('ip')}:${fields.get('port')}` },
        { title: 'state', cell: ({ fields }) => fields.get('state') },
        { title: 'bytes behind', cell: ({ behind }) => behind, unit: 'bytes' },
        { title: 'last seen', cell: ({ lag }) => lag, unit: 'seconds' },
      ]),
    };
  },
};
