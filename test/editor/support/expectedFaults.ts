import type { Status } from '../../../src/model/status.ts';

/** What a service's row must come to while a fault is on. */
export interface FaultRow {
  readonly service: string;
  readonly fault: string;
  readonly status: Status;
  /** The reason, as it is spoken: it names the cause. For a service that stays up: what it says instead. */
  readonly says: RegExp;
}

const row = (service: string, fault: string, status: Status, says: RegExp): FaultRow => ({
  service,
  fault,
  status,
  says,
});

/**
 * The faults in rounds: in each a service has one, all at the same time. Expected is what the rules say: nobody can use
 * it, it is down; what was answered could not be understood, it is unknown; Asset Forge's own word for trouble is
 * `degraded`, behind a 503. Runs come every second and have a second, unless told otherwise.
 */
export const FAULT_ROUNDS: readonly (readonly FaultRow[])[] = [
  [
    row('clawnet', 'databaseGone', 'down', /database|postgres/i),
    row('asset-forge-api', 'imageServerGone', 'degraded', /imageServer/),
    row('codesync-backend', 'status503', 'down', /503.*(database|error)/),
    row('codesync-frontend', 'gzipBomb', 'unknown', /gzip body .* unpacks to more than 1 M/),
    row('codesync-database', 'refused', 'down', /refused|nothing listens|closed/),
    row('moai-flow', 'databaseGone', 'down', /unable to open database file/),
    row('twinkle-api', 'status503', 'down', /503.*database/),
    row('twinkle-facilitator', 'reset', 'down', /reset the connection in the middle/),
    row('twinkle-tls', 'expiredCertificate', 'down', /certificate .*expired/),
  ],
  [
    row('clawnet', 'cacheCold', 'degraded', /cache_hit_ratio/),
    row('asset-forge-api', 'hang', 'down', /did not answer within 1s/),
    row('codesync-backend', 'databaseGone', 'down', /503.*(database|error)/),
    row('codesync-frontend', 'login', 'unknown', /login page/),
    row('moai-flow', 'flapping', 'up', /service moai-flow: up, /),
    row('twinkle-api', 'failing200', 'down', /database/),
    // Its timeout is three seconds: slow, but well, and it shows how slow.
    row('twinkle-facilitator', 'slow', 'up', /service twinkle-facilitator: up, 1\.\d+ s/),
    row('twinkle-tls', 'huge', 'unknown', /1 MiB/),
  ],
  [
    row('clawnet', 'cacheGone', 'down', /redis|cache|refused|closed/i),
    row('asset-forge-api', 'refused', 'down', /connection refused/),
    row('codesync-backend', 'login', 'unknown', /login page/),
    row('codesync-frontend', 'slow', 'down', /did not answer within 1s/),
    row('moai-flow', 'hang', 'down', /within 1s/),
    row('twinkle-api', 'flapping', 'up', /service twinkle-api: up, /),
    row('twinkle-facilitator', 'rpcGone', 'down', /rpc/),
    row('twinkle-tls', 'invalidUtf8', 'unknown', /binary|UTF-8/),
  ],
];
