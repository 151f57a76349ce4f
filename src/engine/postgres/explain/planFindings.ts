import { counted } from '../../../base/counted.ts';
import { formatSeconds } from '../../../base/unit.ts';
import type { Finding } from '../../../model/report.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { toFinding } from '../../reports/diagnosis.ts';
import type { PlanNode } from './planNode.ts';

/** A plan is off where it expects so many times more or fewer rows than there are, of at least so many. */
const MISESTIMATE = { factor: 10, rowsMin: 100 };
/** Rows that a filter throws away for each that it lets through, of at least so many. */
const FILTER = { factor: 10, rowsMin: 1_000 };

/** What a plan says, as findings: the tree itself, row estimates that are off, scans that throw most away, and spills to disk. */
export function planFindings(nodes: readonly PlanNode[], statement: string): readonly Finding[] {
  return [
    toFinding('plan', statement, tree(nodes)),
    ...misestimates(nodes, statement),
    ...filters(nodes, statement),
    ...spills(nodes, statement),
  ];
}

function tree(nodes: readonly PlanNode[]) {
  const isRun = nodes.some(({ ownMs }) => ownMs !== undefined);
  const weightOf = (node: PlanNode): number => (isRun ? (node.ownMs ?? 0) : node.ownCost);
  const total = nodes.reduce((sum, node) => sum + weightOf(node), 0);
  const costliest = nodes.reduce<PlanNode | undefined>(
    (most, node) => (most === undefined || weightOf(node) > weightOf(most) ? node : most),
    undefined,
  );
  const share = costliest === undefined || total === 0 ? 0 : weightOf(costliest) / total;
  const whole = isRun ? formatSeconds(total / 1000) : `a cost of ${Math.round(total)}`;
  return {
    severity: 'info' as const,
    title: `${costliest?.label ?? 'nothing'} takes ${Math.round(share * 100)} % of ${whole}`,
    detail: isRun
      ? 'The times are those of this run, each node without those below it. Run it again to see what the cache makes of it.'
      : 'The cost is the planner’s estimate in a unit of its own, each node without those below it; nothing was run. Analyze the statement to see times and true numbers of rows.',
    ...(costliest !== undefined && { object: costliest.label }),
    value: share,
    unit: 'ratio' as const,
    table: reportTable(nodes, [
      { title: 'node', cell: ({ label, depth }) => `${'  '.repeat(depth)}${depth > 0 ? '└ ' : ''}${label}` },
      { title: 'share', cell: (node) => (total === 0 ? null : weightOf(node) / total), unit: 'ratio' as const },
      isRun
        ? { title: 'time', cell: ({ ownMs }) => (ownMs ?? 0) / 1000, unit: 'seconds' as const }
        : { title: 'cost', cell: ({ ownCost }) => Math.round(ownCost), unit: 'none' as const },
      { title: 'rows expected', cell: ({ plannedRows }) => plannedRows, unit: 'none' as const },
      ...(isRun
        ? [
            { title: 'rows', cell: ({ actualRows }: PlanNode) => actualRows, unit: 'none' as const },
            { title: 'runs', cell: ({ loops }: PlanNode) => loops, unit: 'none' as const },
            { title: 'blocks from memory', cell: ({ blocksHit }: PlanNode) => blocksHit, unit: 'none' as const },
            { title: 'blocks read', cell: ({ blocksRead }: PlanNode) => blocksRead, unit: 'none' as const },
          ]
        : []),
    ]),
  };
}

function misestimates(nodes: readonly PlanNode[], statement: string): readonly Finding[] {
  const off = nodes
    .flatMap((node) => {
      const { plannedRows, actualRows } = node;
      if (actualRows === undefined || node.loops === 0 || Math.max(actualRows, plannedRows) < MISESTIMATE.rowsMin)
        return [];
      const factor = Math.max(actualRows, 1) / Math.max(plannedRows, 1);
      return factor >= MISESTIMATE.factor || factor <= 1 / MISESTIMATE.factor
        ? [{ node, factor: Math.max(factor, 1 / factor) }]
        : [];
    })
    // Among equals the lowest: those above only hand on what it got wrong.
    .sort((a, b) => b.factor - a.factor || b.node.depth - a.node.depth);
  const worst = off[0];
  if (worst === undefined) return [];
  return [
    toFinding('misestimates', statement, {
      severity: 'warning',
      title: `the planner is off by ${Math.round(worst.factor)} times at ${worst.node.label}`,
      detail:
        'A plan is only as good as its numbers of rows: with wrong ones the planner picks the wrong join or index. Analyze the tables, and where columns depend on one another tell it with CREATE STATISTICS.',
      object: worst.node.label,
      value: worst.factor,
      unit: 'none',
      fix: 'ANALYZE;',
      table: reportTable(off, [
        { title: 'node', cell: ({ node }) => node.label },
        { title: 'rows expected', cell: ({ node }) => node.plannedRows, unit: 'none' },
        { title: 'rows', cell: ({ node }) => node.actualRows, unit: 'none' },
        { title: 'times off', cell: ({ factor }) => Math.round(factor), unit: 'none' },
      ]),
    }),
  ];
}

function filters(nodes: readonly PlanNode[], statement: string): readonly Finding[] {
  const wasteful = nodes.filter(
    ({ type, rowsRemoved = 0, actualRows = 0 }) =>
      type === 'Seq Scan' && rowsRemoved >= FILTER.rowsMin && rowsRemoved >= FILTER.factor * actualRows,
  );
  const worst = wasteful.toSorted((a, b) => (b.rowsRemoved ?? 0) - (a.rowsRemoved ?? 0))[0];
  if (worst === undefined) return [];
  return [
    toFinding('filtered-scans', statement, {
      severity: 'warning',
      title: `${worst.label} reads ${counted(worst.rowsRemoved ?? 0, 'row')} to throw them away`,
      detail:
        'Every row is read and most are not wanted. An index on the columns of the filter would read only those that are.',
      object: worst.label,
      value: worst.rowsRemoved ?? 0,
      unit: 'none',
      table: reportTable(wasteful, [
        { title: 'node', cell: ({ label }) => label },
        { title: 'filter', cell: ({ filter }) => filter },
        { title: 'rows thrown away', cell: ({ rowsRemoved }) => rowsRemoved, unit: 'none' },
        { title: 'rows kept', cell: ({ actualRows }) => actualRows, unit: 'none' },
      ]),
    }),
  ];
}

function spills(nodes: readonly PlanNode[], statement: string): readonly Finding[] {
  const spilling = nodes.filter((node) => node.spills);
  if (spilling.length === 0) return [];
  return [
    toFinding('spills', statement, {
      severity: 'warning',
      title: `${counted(spilling.length, 'node')} did not fit work_mem and went to disk`,
      detail:
        'A sort or a hash on disk takes many times as long. Raise work_mem for this statement or its role, or sort and join less.',
      object: spilling[0]?.label,
      value: spilling.length,
      unit: 'none',
      fix: "SET work_mem = '64MB';",
      table: reportTable(spilling, [{ title: 'node', cell: ({ label }) => label }]),
    }),
  ];
}
