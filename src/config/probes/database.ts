import * as problems from '../problems.ts';
import { readUrl, URL_KINDS } from '../url.ts';
import { isPresent } from '../value.ts';
import type { ProbeForm } from './probeForm.ts';

export const DATABASE_KEYS = ['url'] as const;

/** `postgres`: a connection URL, or an object with it. */
export const postgresForm: ProbeForm<'postgres'> = databaseForm('postgres');

/** `redis`: a connection URL, or an object with it. */
export const redisForm: ProbeForm<'redis'> = databaseForm('redis');

function databaseForm<K extends 'postgres' | 'redis'>(kind: K): ProbeForm<K>;
function databaseForm(kind: 'postgres' | 'redis'): ProbeForm<'postgres'> | ProbeForm<'redis'> {
  const { example } = URL_KINDS[kind];
  const form: Omit<ProbeForm<'postgres' | 'redis'>, 'kind'> = {
    setting: kind,
    leastDefaultIntervalMs: 0,
    keys: DATABASE_KEYS,
    facts: ['CONNECTED', 'RESPONSE_TIME'],
    expected: `a URL such as "${example}", an object with "url", or a list of these`,
    isShort: (raw) => typeof raw === 'string',
    readShort(at) {
      const url = readUrl(at, kind);
      return url && { target: { kind, uri: url.template }, origin: url.origin };
    },
    readLong(at, field) {
      const urlAt = field('url');
      if (isPresent(urlAt)) return this.readShort(urlAt);
      at.context.report(problems.missingKey(at.path, 'url', `"url": "${example}"`));
      return undefined;
    },
  };
  return { ...form, kind } as ProbeForm<'postgres'> | ProbeForm<'redis'>;
}
