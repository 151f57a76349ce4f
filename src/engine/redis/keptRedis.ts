import type { SecureContext } from 'node:tls';
import { err } from '../../base/result.ts';
import type { KeptConnectionKind } from '../connections/keptConnection.ts';
import { type OpenRedis, openRedis } from '../connections/openRedis.ts';
import type { RedisAddress } from '../connections/redisUri.ts';
import { redisFailure } from '../probes/database/redisFailure.ts';
import { refusal } from './redisFacts.ts';

/** Sessions of Redis that are kept for a while. */
export function keptRedis(trust: () => Promise<SecureContext>): KeptConnectionKind<RedisAddress, OpenRedis> {
  return {
    async open(address, signal) {
      const opened = await openRedis(address, trust, signal);
      return opened.ok ? opened : err(redisFailure(opened.error, address).reason);
    },
    failureOf(error, { causeOf }, address) {
      const refused = refusal(error);
      return refused === undefined
        ? { reason: redisFailure(causeOf(error), address).reason, isAnswer: false }
        : { reason: refused, isAnswer: true };
    },
  };
}
