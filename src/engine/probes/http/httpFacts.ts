import type { Facts } from '../../assertions/facts.ts';
import type { HttpRun } from './httpRun.ts';

/** What assertions may ask of a request; `body` is unpacked; one that did not come to its end is none. */
export function httpFacts({ last, failed }: HttpRun, body: Uint8Array): Facts {
  const { head, certificateExpiryMs, address } = last;
  return {
    connected: failed === undefined && head !== undefined,
    ...(head !== undefined && { status: head.code, headers: head.headers }),
    ...(last.complete && { body }),
    ...(certificateExpiryMs !== undefined && { certificateExpiryMs }),
    ...(address !== undefined && { ip: address }),
  };
}
