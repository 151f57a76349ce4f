import type { Schema } from '../../src/config/schema/schema.ts';

/** Whether `value` keeps to `schema`: the part of JSON Schema (draft 7) that our schema uses. */
export function isValid(schema: Schema, value: unknown): boolean {
  const types = schema['type'] === undefined ? undefined : ([schema['type']].flat() as string[]);
  if (types !== undefined && !types.some((type) => typeOf(value).includes(type))) return false;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return false;
  if (typeof value === 'string') {
    if (value.length < Number(schema['minLength'] ?? 0)) return false;
    return typeof schema['pattern'] !== 'string' || new RegExp(schema['pattern'], 'u').test(value);
  }
  if (typeof value === 'number') {
    return value >= Number(schema['minimum'] ?? -Infinity) && value <= Number(schema['maximum'] ?? Infinity);
  }
  if (Array.isArray(value)) {
    const items = schema['items'] as Schema | undefined;
    return (
      value.length >= Number(schema['minItems'] ?? 0) &&
      (items === undefined || value.every((item) => isValid(items, item)))
    );
  }
  return typeof value !== 'object' || value === null || isValidObject(schema, value as Record<string, unknown>);
}

function isValidObject(schema: Schema, value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value);
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const others = schema['additionalProperties'] as Schema | false | undefined;
  const names = schema['propertyNames'] as Schema | undefined;
  if (keys.length < Number(schema['minProperties'] ?? 0) || keys.length > Number(schema['maxProperties'] ?? Infinity))
    return false;
  if (((schema['required'] ?? []) as string[]).some((key) => !Object.hasOwn(value, key))) return false;
  return keys.every((key) => {
    if (names !== undefined && !isValid(names, key)) return false;
    const own = Object.hasOwn(properties, key) ? properties[key] : others;
    return own === undefined || (own !== false && isValid(own, value[key]));
  });
}

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}
