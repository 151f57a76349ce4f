import type { DiscoverFile } from './discoverFile.ts';

/** A service that a file speaks of. */
export interface Found {
  /** What finds it again in its file when that changes. */
  readonly key: string;
  readonly name: string;
  readonly service: Readonly<Record<string, unknown>>;
  /** What could not be taken over, or has to be done beside, in a sentence each. */
  readonly notes?: readonly string[];
}

/** Reads services from one kind of file. Adding one: a file in `formats/`, a line in `discoverServices.ts`, a row in the tests. */
export interface DiscoverFormat {
  /** For people: `Prometheus`. */
  readonly name: string;
  /** What the file tells; nothing where it is of another kind. `others` are all files that were found. */
  read(file: DiscoverFile, others: readonly DiscoverFile[]): readonly Found[];
}

/** The place of a secret that the user types in: what a file has in clear goes into no other file. */
export function secretPlace(service: string, what: string): string {
  const name = `${service}-${what}`.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return `\${secret:${name.slice(0, 100) || what}}`;
}

/** `entry` under `key` where there is one. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** One value as it is, several as a list. */
export function oneOrMore<T>(values: readonly T[]): T | readonly T[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}
