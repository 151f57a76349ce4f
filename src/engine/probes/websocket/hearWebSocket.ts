import { t } from '../../../base/l10n.ts';
import type { HttpRequestConfig } from '../../../model/service.ts';
import { openRequest } from '../http/openRequest.ts';
import type { ProbeContext } from '../probe.ts';
import { openTarget, targetOf } from '../stream.ts';
import { handshake } from './handshake.ts';
import { hangUp, listen } from './listen.ts';

/** Who hears what a WebSocket tells. */
export interface HeardWebSocket {
  readonly opened: () => void;
  readonly message: (text: string) => void;
}

/** A longer message ends it. */
const MESSAGE_MAX_BYTES = 16 * 1024 * 1024;

/**
 * Opens a WebSocket with all that a probe's request has (secrets, certificates, proxy) and hears what it tells until it ends or
 * `signal` fires. Never rejects; the sentence without its full stop says why it ended or was not opened. Redirects are not followed.
 */
export async function hearWebSocket(
  config: HttpRequestConfig & { readonly timeoutMs: number },
  heard: HeardWebSocket,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<string> {
  const opening = AbortSignal.any([signal, AbortSignal.timeout(config.timeoutMs)]);
  const request = await openRequest(config, context, [['user-agent', 'Watchpost']], opening);
  if (!request.ok) return request.error.reason;
  const { url, headers } = request.value;
  const target = targetOf(url, config);
  const { socket, failed } = await openTarget(target, { secure: target.secure, verify: true }, context, opening);
  if (socket === undefined) return failed?.reason ?? t('it could not be reached');
  socket.on('error', () => undefined); // whoever waits hears of it; afterwards nobody does
  const shaken = await handshake(socket, { url, headers, protocols: [] }, opening);
  if (shaken.open === undefined) {
    socket.destroy();
    if (shaken.aborted) return t('it did not answer in time');
    return shaken.code === undefined
      ? (shaken.error?.message ?? t('it did not answer'))
      : t('it answered with HTTP {0} in place of opening a WebSocket', shaken.code);
  }
  heard.opened();
  const passOn = (message: Buffer): boolean => {
    heard.message(message.toString('utf8'));
    return false;
  };
  const limits = { messageBytes: MESSAGE_MAX_BYTES, messages: Infinity };
  const { failed: why } = await listen(socket, shaken.open.head, passOn, signal, limits);
  if (signal.aborted) socket.destroy();
  else hangUp(socket);
  return why ?? t('it was ended');
}
