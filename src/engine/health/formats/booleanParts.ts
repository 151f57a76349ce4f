import { CheckList } from '../checkList.ts';
import type { Body, Finding, Recogniser } from '../health.ts';
import { isObject } from '../json.ts';
import { isCheckKey, readChecks, type CheckOptions } from '../readChecks.ts';
import { computed } from './finding.ts';

/** Dropwizard `/healthcheck`: a map of parts with `healthy` each; durations in milliseconds. */
export const dropwizard: Recogniser = {
  name: 'dropwizard',
  matches: (body) => everyPartHas(body, 'healthy'),
  read: (body) => readParts(body, {}),
};

/** okcomputer (Ruby): a map of parts with `success` each; `time` in seconds. */
export const okComputer: Recogniser = {
  name: 'okcomputer',
  matches: (body) => everyPartHas(body, 'success'),
  read: (body) => readParts(body, { latencyKey: 'time', latencyUnitMs: 1000 }),
};

/** Nomad `/v1/agent/health`: `client` and `server` with `ok` each. */
export const nomad: Recogniser = {
  name: 'nomad',
  matches: (body) => everyPartHas(body, 'ok'),
  read: (body) => readParts(body, {}),
};

/** A map of booleans and nothing else (fastapi-health). */
export const booleanMap: Recogniser = {
  name: 'boolean-map',
  matches({ fields, object }) {
    for (const key in object) if (typeof object[key] !== 'boolean' || isInverted(key)) return false;
    const [only] = fields.keys();
    // A single `ok` or `healthy` is the total and no check.
    return only !== undefined && (fields.size > 1 || !isCheckKey(only));
  },
  read: (body) => readParts(body, {}),
};

/** Whether `true` under this key is bad news, or none. */
export function isInverted(key: string): boolean {
  return /maint|sealed|timed?_?out|read_?only|degraded|error|fail|disconnect|debug|stand_?by|initializ|paused|disabled|draining|enabled/i.test(
    key,
  );
}

function readParts({ object, code }: Body, options: Partial<CheckOptions>): Finding {
  const list = new CheckList();
  readChecks(object, list, { code, ...options });
  return computed(list);
}

function everyPartHas({ object, fields }: Body, key: string): boolean {
  for (const name in object) {
    const part = object[name];
    if (!isObject(part) || typeof part[key] !== 'boolean') return false;
  }
  return fields.size > 0;
}
