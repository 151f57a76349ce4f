import type { MaintenanceWindow } from '../model/handling.ts';
import type { Problem } from '../model/problem.ts';
import { nearest } from './nearest.ts';
import { variantName } from './readVariants.ts';
import * as problems from './problems.ts';
import type { MaintenanceDraft } from './readMaintenance.ts';
import type { WrittenName } from './readNames.ts';

/** A service with what it names. */
export interface Dependent {
  readonly id: string;
  readonly name: string;
  /** Its folder, where several have services of their own. */
  readonly prefix: string | undefined;
  readonly environment?: string;
  readonly dependsOn: readonly WrittenName[];
}

/**
 * The ids of the services that each service names, by its own id. A name is looked for in the service's own environment, then by itself; each in the service's own folder, then
 * among those that all folders share, then among all as a whole id. `written` are all names in the settings: one that is
 * there but switched off or wrong is no problem of who names it.
 */
export function resolveDependencies<D extends Dependent>(
  services: readonly D[],
  written: readonly string[],
  report: (problem: Problem, service: D) => void,
): ReadonlyMap<string, readonly string[]> {
  const resolved = new Map<string, readonly string[]>();
  const ids = new Map(services.map(({ id, name, prefix }) => [JSON.stringify([prefix, name]), id]));
  const whole = new Set(services.map(({ id }) => id));
  const idOf = (name: string, prefix: string | undefined): string | undefined =>
    ids.get(JSON.stringify([prefix, name])) ??
    ids.get(JSON.stringify([undefined, name])) ??
    (whole.has(name) ? name : undefined);
  for (const service of services) {
    const found = service.dependsOn.flatMap(({ name, path }) => {
      const { prefix, environment } = service;
      const inSame = environment === undefined ? undefined : idOf(variantName(name, environment), prefix);
      const id = inSame ?? idOf(name, prefix);
      if (id === undefined && !written.includes(name))
        report(problems.unknownService(path, name, nearest(name, [...new Set(written)])), service);
      return id ?? [];
    });
    if (found.length > 0) resolved.set(service.id, [...new Set(found)]);
  }
  for (const service of services) {
    const [first] = service.dependsOn;
    if (first !== undefined && reaches(resolved, service.id)) report(problems.dependencyCycle(first.path), service);
  }
  return resolved;
}

/** Whether one comes back to `id` on the way from it. */
function reaches(dependencies: ReadonlyMap<string, readonly string[]>, id: string): boolean {
  const seen = new Set<string>();
  const open = [...(dependencies.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(dependencies.get(next) ?? []));
  }
  return false;
}

/** The windows with the names of services that there are; one that would then be for all is left out. */
export function resolveMaintenance(
  windows: readonly MaintenanceDraft[],
  names: readonly string[],
  report: (problem: Problem) => void,
): readonly MaintenanceWindow[] {
  return windows.flatMap((window) => {
    const services = window.services.flatMap(({ name, path }) => {
      if (names.includes(name)) return [name];
      report(problems.unknownService(path, name, nearest(name, names)));
      return [];
    });
    const isForAll = services.length + window.groups.length + window.environments.length === 0;
    return window.services.length > 0 && isForAll ? [] : [{ ...window, services }];
  });
}
