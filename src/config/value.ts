import type { Problem } from '../model/problem.ts';
import { nearest } from './nearest.ts';
import * as problems from './problems.ts';
import type { Variables } from './template.ts';

/** From the root of the settings object to a value. */
export type Path = readonly (string | number)[];

/** A secret that the configuration names, and where its value would go. */
export interface SecretUse {
  readonly name: string;
  readonly path: Path;
  /** `https://host`, `postgres://host:5432`; absent for a command. */
  readonly origin?: string;
}

/** What a reader has at hand beside the value. */
export interface ReadContext {
  report(problem: Problem): void;
  readonly variables: Variables;
  readonly secretUses: SecretUse[];
}

/** An unchecked value of the settings with the way to it. `raw` is undefined where there is none. */
export interface Value {
  readonly raw: unknown;
  readonly path: Path;
  readonly context: ReadContext;
}

export function isPresent(at: Value): boolean {
  return at.raw !== undefined;
}

/** The value under `key`, own properties only, so that `constructor` and `__proto__` are keys like others. */
export function child(at: Value, key: string | number): Value {
  const { raw } = at;
  const found: unknown =
    typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key) ? Reflect.get(raw, key) : undefined;
  return { raw: found, path: [...at.path, key], context: at.context };
}

export function isObject(raw: unknown): raw is object {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

const MAX_UNKNOWN_KEYS = 20;

/** Access to the `keys` of an object, each other key reported; undefined (and reported) where it is no object. */
export function readObject<K extends string>(
  at: Value,
  keys: readonly K[],
  expected: string,
): ((key: K) => Value) | undefined {
  if (!isObject(at.raw)) {
    at.context.report(problems.wrongType(at.path, expected, at.raw));
    return undefined;
  }
  const known: ReadonlySet<string> = new Set(keys);
  const unknown = Object.keys(at.raw).filter((key) => !known.has(key));
  for (const key of unknown.slice(0, MAX_UNKNOWN_KEYS)) {
    at.context.report(problems.unknownKey([...at.path, key], key, nearest(key, keys), keys));
  }
  if (unknown.length > MAX_UNKNOWN_KEYS) {
    at.context.report(problems.moreUnknownKeys(at.path, unknown.length - MAX_UNKNOWN_KEYS));
  }
  return (key) => child(at, key);
}

/** The entries of an object whose keys are the user's; undefined (and reported) where it is no object. */
export function readEntries(at: Value, expected: string): (readonly [key: string, value: Value])[] | undefined {
  if (!isObject(at.raw)) {
    at.context.report(problems.wrongType(at.path, expected, at.raw));
    return undefined;
  }
  return Object.keys(at.raw).map((key) => [key, child(at, key)] as const);
}

/** A text that is not empty; undefined (and reported) otherwise. */
export function readText(at: Value, expected: string): string | undefined {
  if (typeof at.raw === 'string' && at.raw !== '') return at.raw;
  at.context.report(problems.wrongType(at.path, expected, at.raw));
  return undefined;
}
