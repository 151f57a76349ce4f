import { CheckList } from '../checkList.ts';
import type { Body, Finding, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { readChecks } from '../readChecks.ts';
import { computed, totalOf } from './finding.ts';

/** InfluxDB 2 `/health`: health+json whose `checks` is an array, and empty. */
export const influxDb: Recogniser = {
  name: 'influxdb',
  matches: ({ fields }) => fields.get('name') === 'influxdb' && fields.has('status'),
  read: (body) => readArray(body, 'checks'),
};

/** MicroProfile Health (Quarkus, Open Liberty, Payara, Helidon, Keycloak) and @cloudnative/health-connect, which writes `state`. */
export const microProfile: Recogniser = {
  name: 'microprofile',
  matches: ({ fields }) =>
    Array.isArray(fields.get('checks')) &&
    /^(?:UP|DOWN)$/.test(textOf(fields.get('status') ?? fields.get('outcome')) ?? ''),
  read: (body) => readArray(body, 'checks'),
};

/** py-healthcheck (Flask): `results` with `checker` and `passed`; its times are seconds. */
export const pyHealthcheck: Recogniser = {
  name: 'py-healthcheck',
  matches: ({ fields }) => {
    const first = firstOf(fields.get('results'));
    return first !== undefined && 'checker' in first;
  },
  read: (body) => readArray(body, 'results', 1000),
};

/** health-monitor-rails and others that call their array of checks `results`. */
export const resultsArray: Recogniser = {
  name: 'results-array',
  matches: ({ fields }) => {
    const first = firstOf(fields.get('results'));
    return first !== undefined && 'name' in first && 'status' in first;
  },
  read: (body) => readArray(body, 'results'),
};

/** A bare JSON array of check objects with a name and a status each. */
export const bareArray: Recogniser = {
  name: 'check-array',
  matches: ({ json }) => {
    const first = firstOf(json);
    return first !== undefined && 'status' in first;
  },
  read({ json, code }): Finding | undefined {
    const list = new CheckList();
    readChecks(json, list, { code, strict: true });
    return list.isEmpty ? undefined : computed(list);
  },
};

function readArray(body: Body, key: string, latencyUnitMs = 1): Finding {
  const list = new CheckList();
  const options = { code: body.code, latencyUnitMs };
  readChecks(body.fields.get(key), list, options);
  return totalOf(body.object, list, options);
}

function firstOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return isObject(first) ? first : undefined;
}
