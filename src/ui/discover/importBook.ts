import type { DiscoveredService } from '../../protocol/discover.ts';

/** A service of the settings that came from a file of the workspace. */
export interface ImportedService {
  /** Its name in the settings. */
  readonly name: string;
  readonly file: string;
  readonly key: string;
  /** As the file had it when the user last decided on it. */
  readonly service: Readonly<Record<string, unknown>>;
}

/** What was taken over, and what the user has seen of the files that it came from. */
export interface Imports {
  readonly services: readonly ImportedService[];
  /** The keys of all services that were proposed, by file. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
}

export const NO_IMPORTS: Imports = { services: [], seen: {} };

/** A difference between a file and what was taken over from it. */
export type ImportChange =
  | { readonly kind: 'changed'; readonly imported: ImportedService; readonly found: DiscoveredService }
  | { readonly kind: 'removed'; readonly imported: ImportedService }
  | { readonly kind: 'added'; readonly found: DiscoveredService };

/** What the files, as they are now, have otherwise than when the user last decided. A service that left the settings is not followed. */
export function changesOf(
  imports: Imports,
  found: readonly DiscoveredService[],
  settings: Readonly<Record<string, unknown>>,
): ImportChange[] {
  const changes: ImportChange[] = [];
  for (const imported of imports.services) {
    if (!Object.hasOwn(settings, imported.name)) continue;
    const now = found.find(({ file, key }) => file === imported.file && key === imported.key);
    if (now === undefined) changes.push({ kind: 'removed', imported });
    else if (!same(now.service, imported.service)) changes.push({ kind: 'changed', imported, found: now });
  }
  const followed = new Set(
    imports.services.filter(({ name }) => Object.hasOwn(settings, name)).map(({ file }) => file),
  );
  for (const one of found) {
    if (followed.has(one.file) && imports.seen[one.file]?.includes(one.key) !== true)
      changes.push({ kind: 'added', found: one });
  }
  return changes;
}

/** The settings with the `picked` changes made; a new service takes a name that is free. */
export function applyChanges(
  settings: Readonly<Record<string, unknown>>,
  picked: readonly ImportChange[],
): { readonly settings: Record<string, unknown>; readonly imported: readonly ImportedService[] } {
  const next = { ...settings };
  const imported: ImportedService[] = [];
  for (const change of picked) {
    if (change.kind === 'removed') {
      delete next[change.imported.name];
      continue;
    }
    const { file, key, service } = change.found;
    const name = change.kind === 'changed' ? change.imported.name : freeName(change.found.name, next);
    next[name] = service;
    imported.push({ name, file, key, service });
  }
  return { settings: next, imported };
}

/** The imports after the user decided on `changes`, of which some became `imported`: whatever he left is not offered again. */
export function afterDecision(
  imports: Imports,
  changes: readonly ImportChange[],
  imported: readonly ImportedService[],
): Imports {
  const decided = new Set(changes.flatMap((change) => (change.kind === 'added' ? [] : [change.imported])));
  const kept = imports.services.filter((one) => !decided.has(one));
  const declined = changes.flatMap((change): ImportedService[] => {
    if (change.kind !== 'changed') return [];
    const taken = imported.some(({ name }) => name === change.imported.name);
    return taken ? [] : [{ ...change.imported, service: change.found.service }];
  });
  return {
    services: [...kept, ...declined, ...imported],
    seen: sawAll(
      imports.seen,
      changes.flatMap((change) => (change.kind === 'added' ? [change.found] : [])),
    ),
  };
}

/** `seen` with these services as well. */
export function sawAll(seen: Imports['seen'], found: readonly DiscoveredService[]): Imports['seen'] {
  const next: Record<string, readonly string[]> = { ...seen };
  for (const { file, key } of found) next[file] = [...new Set([...(next[file] ?? []), key])];
  return next;
}

/** What `memento` gave, as far as it is what was put there. */
export function readImports(value: unknown): Imports {
  if (typeof value !== 'object' || value === null) return NO_IMPORTS;
  const { services, seen } = value as Partial<Imports>;
  return Array.isArray(services) && typeof seen === 'object' ? { services, seen } : NO_IMPORTS;
}

/** `name`, with a number where there is one of that name. */
export function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  let free = name;
  for (let number = 2; Object.hasOwn(taken, free); number++) free = `${name} ${number}`;
  return free;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
