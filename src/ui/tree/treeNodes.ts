import type { KeyNumber, ProbeKind } from '../../model/probe.ts';
import type { MetricFamilySummary, Signal } from '../../model/signal.ts';
import type { CheckState, ProbeState, ServiceState } from '../../model/state.ts';
import { severity } from '../../model/status.ts';
import { isFailing } from '../statusLook.ts';

/** How the user wants the tree; kept per workspace. */
export interface TreeChoices {
  readonly onlyFailing: boolean;
  readonly sort: 'health' | 'name';
  readonly group: 'group' | 'environment' | 'none';
}
export const DEFAULT_CHOICES: TreeChoices = { onlyFailing: false, sort: 'name', group: 'group' };

/** The choices in `stored`, which may be anything: what is not one of them is as by default. */
export function readChoices(stored: unknown): TreeChoices {
  const { onlyFailing, sort, group } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<
    string,
    unknown
  >;
  return {
    onlyFailing: onlyFailing === true,
    sort: sort === 'health' ? 'health' : DEFAULT_CHOICES.sort,
    group: group === 'environment' || group === 'none' ? group : DEFAULT_CHOICES.group,
  };
}

/** What a row stands for. */
export type TreeNode =
  | { readonly kind: 'group'; readonly name: string; readonly services: readonly ServiceState[] }
  | { readonly kind: 'service'; readonly service: ServiceState; readonly alerts: number }
  | { readonly kind: 'probe'; readonly service: ServiceState; readonly probe: ProbeState }
  | { readonly kind: 'check'; readonly service: ServiceState; readonly probe: ProbeState; readonly check: CheckState }
  | { readonly kind: 'number'; readonly service: ServiceState; readonly probe: ProbeState; readonly number: KeyNumber }
  | { readonly kind: 'signal'; readonly service: ServiceState; readonly signal: Signal }
  | {
      readonly kind: 'metrics';
      readonly service: ServiceState;
      readonly families: readonly MetricFamilySummary[] | undefined;
    }
  | {
      readonly kind: 'metric';
      readonly service: ServiceState;
      readonly family: MetricFamilySummary;
      readonly pinned: { readonly any: boolean; readonly service: boolean; readonly statusBar: boolean };
    };

/** What the tree shows of metrics beside the services' states. */
export interface TreeMetrics {
  /** The families of a service, as they were last asked for. */
  readonly known: (serviceId: string) => readonly MetricFamilySummary[] | undefined;
  /** How many alerts call for somebody. */
  readonly alerts: (service: ServiceState) => number;
  readonly isPinned: (serviceId: string, metric: string, place: 'service' | 'statusBar') => boolean;
}
const NO_METRICS: TreeMetrics = { known: () => undefined, alerts: () => 0, isPinned: () => false };

/** Probes whose numbers are metrics of their own. */
const KINDS_WITH_METRICS: ReadonlySet<ProbeKind> = new Set(['metrics', 'cacheStats', 'postgres', 'redis']);

/** The names in a row's id: `["service", "api"]`, `["check", "api", "api/health", "redis"]`. */
type IdParts =
  | readonly ['group', string]
  | readonly ['service', string]
  | readonly ['metrics', string]
  | readonly ['signal' | 'metric', string, string]
  | readonly ['probe', string, string]
  | readonly ['check' | 'number', string, string, string];

/** A row's id: stable over updates, reloads and changes of order. */
export function nodeId(...parts: IdParts): string {
  return JSON.stringify(parts);
}

/** The service and probe that a row's id names, where it does. Anything may be asked about. */
export function namesInId(id: unknown): {
  readonly serviceId?: string;
  readonly probeId?: string;
  readonly groupName?: string;
  readonly signalName?: string;
  readonly metricName?: string;
  readonly name?: string;
} {
  const parts = parseId(id);
  if (parts === undefined) return {};
  if (parts[0] === 'group') return { groupName: parts[1], name: parts[1] };
  const name = parts.at(-1) ?? '';
  switch (parts[0]) {
    case 'service':
      return { serviceId: parts[1], name };
    case 'metrics':
      return { serviceId: parts[1], name: 'Metrics' };
    case 'signal':
      return { serviceId: parts[1], signalName: parts[2], name };
    case 'metric':
      return { serviceId: parts[1], metricName: parts[2], name };
    default:
      return { serviceId: parts[1], probeId: parts[2], name };
  }
}

function parseId(id: unknown): IdParts | undefined {
  if (typeof id !== 'string' || !id.startsWith('[')) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(id);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;
  const lengths: Readonly<Record<string, number>> = {
    group: 2,
    service: 2,
    metrics: 2,
    signal: 3,
    metric: 3,
    probe: 3,
    check: 4,
    number: 4,
  };
  const [kind = ''] = parts;
  return Object.hasOwn(lengths, kind) && lengths[kind] === parts.length ? (parts as unknown as IdParts) : undefined;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
export const NO_GROUP = '';

interface Group {
  readonly name: string;
  readonly services: readonly ServiceState[];
}

/**
 * The rows of the tree for some services and choices. Made anew for each state (it is cheap and lazy), so that all its
 * answers are of one moment.
 */
export class TreeNodes {
  readonly #services: ReadonlyMap<string, ServiceState>;
  readonly #choices: TreeChoices;
  readonly #metrics: TreeMetrics;
  #groups: readonly Group[] | undefined;

  constructor(services: ReadonlyMap<string, ServiceState>, choices: TreeChoices, metrics: TreeMetrics = NO_METRICS) {
    this.#services = services;
    this.#choices = choices;
    this.#metrics = metrics;
  }

  /** The ids of the rows at the top, or below `id`, in order. */
  children(id?: string): readonly string[] {
    if (id === undefined) return this.#roots();
    const node = this.node(id);
    switch (node?.kind) {
      case 'group':
        return node.services.map((service) => nodeId('service', service.id));
      case 'service':
        return this.#childrenOf(node.service);
      case 'metrics':
        return unique(node.families ?? []).map((name) => nodeId('metric', node.service.id, name));
      case 'probe': {
        const { service, probe } = node;
        return [
          ...unique(probe.checks).map((name) => nodeId('check', service.id, probe.id, name)),
          ...unique(probe.keyNumbers).map((name) => nodeId('number', service.id, probe.id, name)),
        ];
      }
      case 'check':
      case 'number':
      case 'signal':
      case 'metric':
      case undefined:
        return [];
    }
  }

  /** What the user chose comes first, then the probes, then what stands for the service, and all its metrics. */
  #childrenOf({ id, probes, signals = [] }: ServiceState): readonly string[] {
    const ids = (wanted: readonly Signal[]): string[] => unique(wanted).map((name) => nodeId('signal', id, name));
    const chosen = signals.filter(
      ({ name, group }) => group === 'own' || (group === 'pinned' && this.#metrics.isPinned(id, name, 'service')),
    );
    const key = signals.filter(({ group, key }) => key && group !== 'own' && group !== 'pinned');
    return [
      ...ids(chosen),
      ...probes.map((probe) => nodeId('probe', id, probe.id)),
      ...ids(key),
      ...(probes.some(({ kind }) => KINDS_WITH_METRICS.has(kind)) ? [nodeId('metrics', id)] : []),
    ];
  }

  parent(id: string): string | undefined {
    const parts = parseId(id);
    switch (parts?.[0]) {
      case 'service': {
        const group = this.#grouped().find(({ services }) => services.some((service) => service.id === parts[1]));
        return group === undefined || this.#isFlat() ? undefined : groupIdOf(group);
      }
      case 'probe':
      case 'signal':
      case 'metrics':
        return nodeId('service', parts[1]);
      case 'metric':
        return nodeId('metrics', parts[1]);
      case 'check':
      case 'number':
        return nodeId('probe', parts[1], parts[2]);
      case 'group':
      case undefined:
        return undefined;
    }
  }

  /** What the row of `id` stands for; undefined where it is there no more. */
  node(id: string): TreeNode | undefined {
    const parts = parseId(id);
    if (parts === undefined) return undefined;
    if (parts[0] === 'group') {
      const group = this.#grouped().find(({ name }) => name === parts[1]);
      return group === undefined ? undefined : { kind: 'group', ...group };
    }
    const service = this.#services.get(parts[1]);
    if (service === undefined) return undefined;
    if (parts[0] === 'service') return { kind: 'service', service, alerts: this.#metrics.alerts(service) };
    if (parts[0] === 'signal' || parts[0] === 'metrics' || parts[0] === 'metric')
      return this.#metricNode(service, parts[0], parts[2]);
    const probe = service.probes.find((probe) => probe.id === parts[2]);
    if (probe === undefined) return undefined;
    switch (parts[0]) {
      case 'probe':
        return { kind: 'probe', service, probe };
      case 'check': {
        const check = probe.checks.find(({ name }) => name === parts[3]);
        return check === undefined ? undefined : { kind: 'check', service, probe, check };
      }
      case 'number': {
        const number = probe.keyNumbers.find(({ name }) => name === parts[3]);
        return number === undefined ? undefined : { kind: 'number', service, probe, number };
      }
    }
  }

  #metricNode(
    service: ServiceState,
    kind: 'signal' | 'metrics' | 'metric',
    name: string | undefined,
  ): TreeNode | undefined {
    if (kind === 'signal') {
      const signal = service.signals?.find((one) => one.name === name);
      return signal === undefined ? undefined : { kind, service, signal };
    }
    const families = this.#metrics.known(service.id);
    if (kind === 'metrics') return { kind, service, families };
    const family = families?.find((one) => one.name === name);
    if (family === undefined) return undefined;
    const at = (place: 'service' | 'statusBar'): boolean => this.#metrics.isPinned(service.id, family.name, place);
    const pinned = { service: at('service'), statusBar: at('statusBar') };
    return { kind, service, family, pinned: { ...pinned, any: pinned.service || pinned.statusBar } };
  }

  /** Groups, and the services in each, in order: equal texts mean that no row of these came, went or moved. */
  get outline(): string {
    return JSON.stringify([
      this.#isFlat(),
      this.#grouped().map(({ name, services }) => [name, services.map(({ id }) => id)]),
    ]);
  }

  /** The row whose look depends on a service beside its own: its group's. */
  groupOf(serviceId: string): string | undefined {
    return this.parent(nodeId('service', serviceId));
  }

  #roots(): readonly string[] {
    const groups = this.#grouped();
    if (this.#isFlat())
      return groups.flatMap(({ services }) => services.map((service) => nodeId('service', service.id)));
    return groups.map(groupIdOf);
  }

  /** Groups are of use only where some service names one. */
  #isFlat(): boolean {
    return this.#grouped().every(({ name }) => name === NO_GROUP);
  }

  #grouped(): readonly Group[] {
    return (this.#groups ??= this.#makeGroups());
  }

  #makeGroups(): readonly Group[] {
    const { onlyFailing, sort, group } = this.#choices;
    const compare = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);
    const worst = (services: readonly ServiceState[]): number =>
      Math.max(...services.map(({ status }) => severity(status)));
    const groups = new Map<string, ServiceState[]>();
    for (const service of this.#services.values()) {
      if (onlyFailing && !isFailing(service)) continue;
      const name = (group === 'none' ? undefined : service[group]) ?? NO_GROUP;
      const members = groups.get(name) ?? [];
      members.push(service);
      groups.set(name, members);
    }
    return [...groups]
      .map(([name, services]) => ({
        name,
        services: services.sort(
          (a, b) => (sort === 'health' ? severity(b.status) - severity(a.status) : 0) || compare(a.id, b.id),
        ),
      }))
      .sort((a, b) => {
        const health = sort === 'health' ? worst(b.services) - worst(a.services) : 0;
        // What belongs to no group comes last.
        return health || Number(a.name === NO_GROUP) - Number(b.name === NO_GROUP) || compare(a.name, b.name);
      });
  }
}

function groupIdOf(group: Group): string {
  return nodeId('group', group.name);
}

/** The names in order, each once: an id may not come twice. */
function unique(named: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(named.map(({ name }) => name))];
}
