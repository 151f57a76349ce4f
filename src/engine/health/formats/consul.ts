import { CheckList } from '../checkList.ts';
import type { Body, Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { statusOf } from '../readChecks.ts';
import { computed } from './finding.ts';

/** Consul `/v1/agent/health/service/…`: the code (200, 429, 503) says the same as the aggregated status. */
export const consulAggregate: Recogniser = {
  name: 'consul',
  matches: ({ fields }) => fields.has('aggregatedstatus'),
  read({ fields, code }): Finding {
    const list = new CheckList();
    readCheckArray(fields.get('checks'), '', code, list);
    const word = fields.get('aggregatedstatus');
    return { status: statusOf(word, { code }) ?? 'unknown', word, checks: list, ownsCode: true };
  },
};

/** Consul `/v1/agent/checks`: a map from check id to check. */
export const consulChecks: Recogniser = {
  name: 'consul',
  matches({ object }) {
    for (const key in object) return isConsulCheck(object[key]);
    return false;
  },
  read: (body) => readAll(body, Object.values(body.object)),
};

/** Consul `/v1/health/service/…` (instances with their checks) and `/v1/health/{node,state,checks}/…` (bare checks). */
export const consulInstances: Recogniser = {
  name: 'consul',
  matches: ({ json }) => {
    const first: unknown = Array.isArray(json) ? json[0] : undefined;
    return isConsulCheck(first) || (isObject(first) && Array.isArray(first['Checks']));
  },
  read: (body) => readAll(body, Array.isArray(body.json) ? body.json : []),
};

function readAll({ code }: Body, elements: readonly unknown[]): Finding {
  const list = new CheckList();
  for (const element of elements) {
    if (!isObject(element)) continue;
    if (Array.isArray(element['Checks'])) readCheckArray(element['Checks'], instancePrefix(element), code, list);
    else readCheckArray([element], '', code, list);
  }
  return computed(list);
}

function readCheckArray(checks: unknown, prefix: string, code: number, list: CheckList): void {
  if (!Array.isArray(checks)) return;
  for (const check of checks as readonly unknown[]) {
    if (!isObject(check)) continue;
    const name = textOf(check['Name']) ?? textOf(check['CheckID']) ?? 'check';
    list.add(prefix + name, statusOf(check['Status'], { code }) ?? 'unknown', undefined, textOf(check['Output']));
  }
}

function instancePrefix(instance: JsonObject): string {
  const service = instance['Service'];
  const node = instance['Node'];
  const id =
    (isObject(service) ? textOf(service['ID']) : undefined) ?? (isObject(node) ? textOf(node['Node']) : undefined);
  return id === undefined ? '' : `${id}/`;
}

function isConsulCheck(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, 'CheckID') && Object.hasOwn(value, 'Status');
}
