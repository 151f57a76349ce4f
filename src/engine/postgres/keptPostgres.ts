import type { SecureContext } from 'node:tls';
import { err } from '../../base/result.ts';
import type { KeptConnectionKind } from '../connections/keptConnection.ts';
import { type OpenPostgres, openPostgres } from '../connections/openPostgres.ts';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import { oneLine } from '../health/checkList.ts';
import { postgresFailure } from '../probes/database/postgresFailure.ts';
import { isServerError } from './serverError.ts';

/** Sessions of PostgreSQL that are kept for a while. */
export function keptPostgres(trust: () => Promise<SecureContext>): KeptConnectionKind<PostgresAddress, OpenPostgres> {
  return {
    async open(address, signal) {
      const opened = await openPostgres(address, trust, signal);
      if (opened.ok) return opened;
      return err(typeof opened.error === 'string' ? opened.error : postgresFailure(opened.error, address).reason);
    },
    failureOf: (error, _, address) =>
      isServerError(error)
        ? { reason: oneLine(error.message), isAnswer: true }
        : { reason: postgresFailure(error, address).reason, isAnswer: false },
  };
}
