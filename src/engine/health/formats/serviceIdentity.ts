import { t } from '../../../base/l10n.ts';
import type { Finding, Recogniser } from '../health.ts';
import { readStatusWord } from '../statusWord.ts';

/** Normal keys by which a service says who it is, and nothing about its health. */
const IDENTITY: ReadonlySet<string> = new Set(
  (
    'name version description service app application build buildtime builddate commit commithash gitcommit gitsha sha revision release releaseid serviceid ' +
    'environment env hostname host instance node nodename nodeversion region zone stage branch tag uptime uptimeseconds uptimems ' +
    'timestamp time date now started startedat starttime currenttime servertime pid platform arch tagline clustername clusteruuid ' +
    'goversion pythonversion javaversion runtime author license homepage documentation docs links couchdb uuid vendor features product'
  ).split(' '),
);

/** Whether a normal key names the service rather than a part of it. */
export function namesTheService(key: string): boolean {
  return IDENTITY.has(key);
}

/**
 * A body that only names the service (GoTrue: name, version and description; the root of Elasticsearch), or an empty object
 * (CockroachDB): it answers, so by HTTP it is up, and the reason says that nothing else was read.
 */
export const serviceIdentity: Recogniser = {
  name: 'http',
  matches({ fields, object, code }) {
    if (code < 200 || code > 299) return false;
    for (const [key, value] of fields) if (!IDENTITY.has(key) || saysMore(key, value)) return false;
    return fields.size > 0 || isEmpty(object);
  },
  read({ fields, code }): Finding {
    return {
      status: 'up',
      message:
        fields.size === 0
          ? t('HTTP {0}; the body is an empty object, so only the HTTP code was read', code)
          : t('HTTP {0}; the body names the service but gives no status, so only the HTTP code was read', code),
    };
  },
};

/** Whether the member holds a status word, or an object that could hold a status (as only that of a version cannot). */
function saysMore(key: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null)
    return !/^(?:version|build|links|docs|vendor|features|author|license)$/.test(key);
  return typeof value === 'boolean' || (typeof value === 'string' && readStatusWord(value) !== undefined);
}

function isEmpty(object: object): boolean {
  for (const key in object) return key === undefined;
  return true;
}
