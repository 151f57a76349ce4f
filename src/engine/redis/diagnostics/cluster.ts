import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import type { ClusterNode } from '../redisFacts.ts';

const SLOTS = 16_384;

/** A cluster that does not serve all keys, a node that fails, or a master without a replica. */
export const cluster: RedisDiagnostic = {
  id: 'cluster',
  command: 'CLUSTER NODES',
  judge({ cluster: facts }) {
    if (facts === undefined) return undefined;
    const { info, nodes } = facts;
    const isOk = info.get('cluster_state') === 'ok';
    const served = Number(info.get('cluster_slots_assigned') ?? 0) - Number(info.get('cluster_slots_fail') ?? 0);
    const failing = nodes.filter(({ isFailing }) => isFailing);
    const masters = nodes.filter(({ isMaster, slots }) => isMaster && slots > 0);
    const replicasOf = ({ id }: ClusterNode): number =>
      nodes.filter(({ masterId, isFailing }) => masterId === id && !isFailing).length;
    const alone = masters.filter((node) => !node.isFailing && replicasOf(node) === 0);
    const [worst] = failing.length > 0 ? failing : alone;
    return {
      severity:
        !isOk || served < SLOTS ? 'critical' : failing.length > 0 ? 'warning' : alone.length > 0 ? 'info' : 'ok',
      title: !isOk
        ? `the cluster does not serve: ${served} of ${SLOTS} slots are there`
        : failing.length > 0
          ? `${counted(failing.length, 'node')} of ${nodes.length} failing`
          : alone.length > 0
            ? `${counted(alone.length, 'master')} without a replica`
            : `${counted(masters.length, 'master')}, each with a replica`,
      detail:
        'A cluster serves as long as each slot has a master; without a replica, the keys of a master that fails are gone. The rest of this report is of the node that was asked alone.',
      object: worst?.address,
      value: served / SLOTS,
      unit: 'ratio',
      numbers: [
        { name: 'nodes', value: nodes.length, unit: 'none' },
        { name: 'masters', value: masters.length, unit: 'none' },
        { name: 'failing', value: failing.length, unit: 'none' },
        { name: 'slots served', value: served, unit: 'none' },
      ],
      table: reportTable(nodes, [
        { title: 'node', cell: ({ address }) => address },
        { title: 'role', cell: ({ isMaster }) => (isMaster ? 'master' : 'replica') },
        { title: 'slots', cell: ({ slots }) => slots, unit: 'none' },
        { title: 'state', cell: ({ isFailing }) => (isFailing ? 'failing' : 'ok') },
        { title: 'replicas', cell: (node) => (node.isMaster ? replicasOf(node) : undefined), unit: 'none' },
      ]),
    };
  },
};
