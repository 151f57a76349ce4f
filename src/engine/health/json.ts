import type { JsonObject } from './health.ts';

/** Whether `value` is a JSON object (and not an array or null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` where it is a text that is not blank, otherwise undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A key in lower case and with letters and digits only: `response_time`, `Response-Time` and `responseTime` are the same. */
export function normalKey(key: string): string {
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    if (c < 97 || c > 122) return key.toLowerCase().replace(/[^a-z0-9]+/g, '');
  }
  return key;
}

/** The member of `object` whose normal key is the first of `names` that there is. */
export function pick(object: JsonObject, ...names: readonly string[]): unknown {
  for (const name of names) if (Object.hasOwn(object, name)) return object[name];
  for (const name of names) for (const key in object) if (normalKey(key) === name) return object[key];
  return undefined;
}
