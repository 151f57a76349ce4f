import { CheckList } from '../checkList.ts';
import type { Body, Finding, Recogniser } from '../health.ts';
import { isObject } from '../json.ts';
import { isCheckKey, readCheck, readChecks } from '../readChecks.ts';
import { totalOf } from './finding.ts';

/**
 * Spring Boot Actuator: `components` (Boot 2.2 and later), `details` with a status in each (2.0, 2.1), components beside the
 * status (1.x). Composites nest. Source: Spring Boot reference, "Health Information".
 */
export const spring: Recogniser = {
  name: 'spring-boot',
  matches: ({ mediaType, fields }) =>
    mediaType.includes('spring-boot.actuator') ||
    (typeof fields.get('status') === 'string' &&
      (hasParts(fields.get('components')) || Array.isArray(fields.get('groups')) || isBoot1(fields))),
  read,
};

/** Micronaut: like Spring Boot 2.0, but each part repeats its name. Source: Micronaut documentation, "Health Endpoint". */
export const micronaut: Recogniser = {
  name: 'micronaut',
  matches: ({ fields }) => {
    const details = fields.get('details');
    return typeof fields.get('name') === 'string' && typeof fields.get('status') === 'string' && isObject(details);
  },
  read,
};

function read(body: Body): Finding | undefined {
  const options = { code: body.code };
  const list = new CheckList();
  const parts = body.fields.get('components') ?? body.fields.get('details');
  if (parts !== undefined) readChecks(parts, list, { ...options, strict: true });
  else
    for (const key in body.object)
      if (!isCheckKey(key)) readCheck(key, body.object[key], list, { ...options, strict: true });
  return totalOf(body.object, list, options);
}

/** Whether the members are objects with a status, and not the bare words of a hand-written body. */
function hasParts(components: unknown): boolean {
  if (!isObject(components)) return false;
  for (const name in components) {
    const part = components[name];
    return isObject(part) && typeof part['status'] === 'string';
  }
  return true;
}

function isBoot1(fields: ReadonlyMap<string, unknown>): boolean {
  const part = fields.get('diskspace');
  return isObject(part) && typeof part['status'] === 'string';
}
