import { severity, STATUSES, type Status } from '../../model/status.ts';
import { statusWord, statusTitle } from '../../model/statusText.ts';
import type { OverviewService } from '../../protocol/overview.ts';

import type { Grouping, OverviewState, Sorting } from './overviewState.ts';

/** Services under one heading. */
export interface Section {
  readonly title: string;
  readonly services: readonly OverviewService[];
}

/** The services that are to be shown, under their headings, in order. `uptimeOf`: 0 to 1, NaN where it is not known. */
export function arrange(
  services: Iterable<OverviewService>,
  { text, statuses, group, sort }: Pick<OverviewState, 'text' | 'statuses' | 'group' | 'sort'>,
  uptimeOf: (serviceId: string) => number,
): Section[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const wanted: ReadonlySet<Status> = new Set(statuses.length === 0 ? STATUSES : statuses);
  const sections = new Map<string, OverviewService[]>();
  for (const service of services) {
    if (!wanted.has(service.status) || !matches(service, words)) continue;
    const title = titleOf(service, group);
    const section = sections.get(title);
    if (section === undefined) sections.set(title, [service]);
    else section.push(service);
  }
  const compare = comparison(sort, uptimeOf);
  return [...sections]
    .map(([title, members]) => ({ title, services: members.sort(compare) }))
    .sort((a, b) => compareSections(a, b, group));
}

/** How many services are in each status. */
export function countStatuses(services: Iterable<OverviewService>): Record<Status, number> {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0 };
  for (const { status } of services) counts[status]++;
  return counts;
}

/** `3 down, 1 degraded, 4,996 up`: the worst first, what there is none of left out. */
export function countText(counts: Readonly<Record<Status, number>>): string {
  return [...STATUSES]
    .reverse()
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status].toLocaleString('en')} ${statusWord(status)}`)
    .join(', ');
}

/** Every word is somewhere in the name, group or environment. */
function matches({ name, group, environment }: OverviewService, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${name}\n${group}\n${environment}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function titleOf(service: OverviewService, group: Grouping): string {
  switch (group) {
    case 'none':
      return '';
    case 'group':
      return service.group;
    case 'environment':
      return service.environment;
    case 'status':
      return statusTitle(service.status);
  }
}

/** By name; groups of a status by how bad it is; what has no group comes last. */
function compareSections(a: Section, b: Section, group: Grouping): number {
  if (group === 'status') return severity(b.services[0]?.status ?? 'up') - severity(a.services[0]?.status ?? 'up');
  if ((a.title === '') !== (b.title === '')) return a.title === '' ? 1 : -1;
  return collator.compare(a.title, b.title);
}

const collator = new Intl.Collator('en', { numeric: true });

function comparison(
  sort: Sorting,
  uptimeOf: (serviceId: string) => number,
): (a: OverviewService, b: OverviewService) => number {
  const byName = (a: OverviewService, b: OverviewService): number => collator.compare(a.name, b.name);
  switch (sort) {
    case 'name':
      return byName;
    case 'health':
      return (a, b) => severity(b.status) - severity(a.status) || byName(a, b);
    case 'changed':
      return (a, b) => b.sinceMs - a.sinceMs || byName(a, b);
    case 'uptime': {
      // What is not known comes last, since the least uptime is what is looked for.
      const known = (service: OverviewService): number => {
        const ratio = uptimeOf(service.id);
        return Number.isNaN(ratio) ? 2 : ratio;
      };
      return (a, b) => known(a) - known(b) || byName(a, b);
    }
  }
}
