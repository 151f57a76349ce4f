import { CheckList } from '../checkList.ts';
import type { Finding, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { readCheck, readChecks, statusOf } from '../readChecks.ts';
import type { ReadStatus } from '../statusWord.ts';
import { computed, totalOf } from './finding.ts';

// Single products, each with one small body of its own.

/** Grafana `/api/health`: the database is all that it checks. */
export const grafana: Recogniser = {
  name: 'grafana',
  matches: ({ fields }) => typeof fields.get('database') === 'string' && fields.has('version') && !fields.has('status'),
  read({ fields, code }): Finding {
    const list = new CheckList();
    readCheck('database', fields.get('database'), list, { code, textIsError: true });
    return computed(list);
  },
};

/** Airflow `/health`: always 200; a part that does not run has null as its status. */
export const airflow: Recogniser = {
  name: 'airflow',
  matches: ({ fields }) => isObject(fields.get('metadatabase')),
  read({ object, code }): Finding {
    const list = new CheckList();
    readChecks(object, list, { code });
    return computed(list);
  },
};

/** etcd `/health`: a boolean written as a text. */
export const etcd: Recogniser = {
  name: 'etcd',
  matches: ({ fields }) => /^(?:true|false)$/.test(String(fields.get('health'))) && !fields.has('status'),
  read({ fields, code }): Finding {
    const word = fields.get('health');
    return { status: statusOf(word, { code }) ?? 'unknown', word, message: textOf(fields.get('reason')) };
  },
};

/** CouchDB `/_up`: maintenance comes with a 404. */
export const couchDb: Recogniser = {
  name: 'couchdb',
  matches: ({ fields, code }) => code === 404 && fields.get('status') === 'maintenance_mode',
  read: ({ fields }): Finding => ({ status: 'degraded', word: fields.get('status'), ownsCode: true }),
};

/** Solr `/admin/info/health`: `responseHeader.status` is 0 where all went well. */
export const solr: Recogniser = {
  name: 'solr',
  matches: ({ fields }) => isObject(fields.get('responseheader')),
  read({ fields, code }): Finding {
    const header = fields.get('responseheader');
    const word = fields.get('status');
    const status = typeof word === 'string' ? statusOf(word, { code }) : undefined;
    const byHeader: ReadStatus = isObject(header) && header['status'] === 0 ? 'up' : 'down';
    return {
      status: byHeader === 'down' ? 'down' : (status ?? (word === undefined ? 'up' : 'unknown')),
      word: word ?? 'OK',
      message: textOf(fields.get('message')),
    };
  },
};

const INDICATORS: ReadonlyMap<unknown, ReadStatus> = new Map<unknown, ReadStatus>([
  ['none', 'up'],
  ['minor', 'degraded'],
  ['maintenance', 'degraded'],
  ['major', 'down'],
  ['critical', 'down'],
]);

/** Atlassian Statuspage `/api/v2/status.json` and `/api/v2/summary.json`, which lists the components too. */
export const statusPage: Recogniser = {
  name: 'statuspage',
  matches: ({ fields }) => {
    const status = fields.get('status');
    return isObject(status) && typeof status['indicator'] === 'string';
  },
  read({ fields, code }): Finding {
    const status = fields.get('status');
    const list = new CheckList();
    const components = fields.get('components');
    for (const component of Array.isArray(components) ? (components as readonly unknown[]) : []) {
      // A component has a description, which says what it is and not how it is.
      if (isObject(component))
        list.add(String(component['name']), statusOf(component['status'], { code }) ?? 'unknown');
    }
    if (!isObject(status)) return computed(list);
    return {
      status: INDICATORS.get(status['indicator']) ?? 'unknown',
      message: textOf(status['description']),
      checks: list,
      computed: true,
    };
  },
};

/** hellofresh/health-go: `failures` maps each check that failed to its error. */
export const healthGo: Recogniser = {
  name: 'health-go',
  matches: ({ fields }) =>
    fields.has('status') &&
    (isObject(fields.get('failures')) || (isObject(fields.get('component')) && isObject(fields.get('system')))),
  read({ fields, code }): Finding {
    const list = new CheckList();
    const failures = fields.get('failures');
    if (isObject(failures)) for (const name in failures) list.add(name, 'down', undefined, textOf(failures[name]));
    return totalOf({ status: fields.get('status') }, list, { code });
  },
};

const LIIP: ReadonlyMap<unknown, ReadStatus> = new Map<unknown, ReadStatus>([
  [0, 'up'],
  [100, 'degraded'],
  [200, 'unknown'],
  [300, 'unknown'],
  [1000, 'down'],
]);

/** Symfony LiipMonitorBundle `/monitor/health/run`: numbers as status, 0 being OK. */
export const liipMonitor: Recogniser = {
  name: 'liip-monitor',
  matches: ({ fields }) => fields.has('globalstatus') && Array.isArray(fields.get('checks')),
  read({ fields, code }): Finding {
    const list = new CheckList();
    for (const check of fields.get('checks') as readonly unknown[]) {
      if (!isObject(check)) continue;
      list.add(
        textOf(check['checkName']) ?? 'check',
        LIIP.get(check['status']) ?? 'unknown',
        undefined,
        textOf(check['message']),
      );
    }
    const word = fields.get('globalstatus');
    if (list.isEmpty) return { status: statusOf(word, { code }) ?? 'unknown', word, checks: list };
    return computed(list);
  },
};
