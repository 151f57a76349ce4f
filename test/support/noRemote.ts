import { err } from '../../src/base/result.ts';
import type { RemoteAccess } from '../../src/engine/logs/remote/remoteAccess.ts';

/** For log views that ask no server. */
export const NO_REMOTE: RemoteAccess = {
  ask: () => Promise.resolve(err('no server is asked here')),
  redact: (text) => text,
};
