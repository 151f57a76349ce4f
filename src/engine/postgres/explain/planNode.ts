/** A node of a plan (PostgreSQL documentation, 14.1), with what it did itself apart from its children. */
export interface PlanNode {
  /** `Seq Scan on public.orders`. */
  readonly label: string;
  readonly type: string;
  readonly depth: number;
  /** Of the planner's own unit, its children not counted. */
  readonly ownCost: number;
  /** In milliseconds over all its runs, its children not counted; absent where it was not run. */
  readonly ownMs?: number;
  /** For one run of it. */
  readonly plannedRows: number;
  readonly actualRows?: number;
  readonly loops?: number;
  /** Its children's too. */
  readonly blocksHit?: number;
  readonly blocksRead?: number;
  readonly rowsRemoved?: number;
  readonly filter?: string;
  /** It did not fit into work_mem. */
  readonly spills: boolean;
}

/** The nodes of a plan that `EXPLAIN (FORMAT JSON)` printed, each before its children. */
export function planNodes(plan: unknown): readonly PlanNode[] {
  const nodes: PlanNode[] = [];
  visit(plan, 0, nodes);
  return nodes;
}

type Raw = Readonly<Record<string, unknown>>;

function visit(raw: unknown, depth: number, nodes: PlanNode[]): void {
  if (typeof raw !== 'object' || raw === null) return;
  const node = raw as Raw;
  const children = Array.isArray(node['Plans']) ? (node['Plans'] as readonly unknown[]) : [];
  nodes.push(toNode(node, depth, children));
  for (const child of children) visit(child, depth + 1, nodes);
}

function toNode(node: Raw, depth: number, children: readonly unknown[]): PlanNode {
  const loops = number(node, 'Actual Loops');
  const total = allMs(node);
  const actualRows = number(node, 'Actual Rows');
  const [hit, read] = [number(node, 'Shared Hit Blocks'), number(node, 'Shared Read Blocks')];
  const removed = number(node, 'Rows Removed by Filter');
  const filter = text(node, 'Filter');
  const sum = (of: (child: Raw) => number): number =>
    children.reduce<number>((all, child) => all + of(child as Raw), 0);
  return {
    label: labelOf(node),
    type: text(node, 'Node Type') ?? '',
    depth,
    ownCost: Math.max(0, (number(node, 'Total Cost') ?? 0) - sum((child) => number(child, 'Total Cost') ?? 0)),
    plannedRows: number(node, 'Plan Rows') ?? 0,
    spills: text(node, 'Sort Space Type') === 'Disk' || (number(node, 'Hash Batches') ?? 1) > 1,
    ...(total !== undefined && { ownMs: Math.max(0, total - sum((child) => allMs(child) ?? 0)) }),
    ...(actualRows !== undefined && { actualRows }),
    ...(loops !== undefined && { loops }),
    ...(hit !== undefined && { blocksHit: hit }),
    ...(read !== undefined && { blocksRead: read }),
    ...(removed !== undefined && { rowsRemoved: removed }),
    ...(filter !== undefined && { filter }),
  };
}

/** The time of all runs: what is printed is that of one. */
function allMs(node: Raw): number | undefined {
  const [ms, loops] = [number(node, 'Actual Total Time'), number(node, 'Actual Loops')];
  return ms === undefined ? undefined : ms * (loops ?? 1);
}

function labelOf(node: Raw): string {
  const index = text(node, 'Index Name');
  const [schema, relation, alias] = [text(node, 'Schema'), text(node, 'Relation Name'), text(node, 'Alias')];
  const join = text(node, 'Join Type');
  const name = relation === undefined ? undefined : schema === undefined ? relation : `${schema}.${relation}`;
  return [
    text(node, 'Node Type'),
    join !== undefined && join !== 'Inner' ? `(${join})` : undefined,
    index === undefined ? undefined : `using ${index}`,
    name === undefined ? undefined : `on ${name}`,
    alias !== undefined && alias !== relation ? alias : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function number(node: Raw, key: string): number | undefined {
  const value = node[key];
  return typeof value === 'number' ? value : undefined;
}

function text(node: Raw, key: string): string | undefined {
  const value = node[key];
  return typeof value === 'string' ? value : undefined;
}
