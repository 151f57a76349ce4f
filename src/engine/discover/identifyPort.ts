import { connect } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { lookup } from '../connections/lookup.ts';

const ANSWER_MAX_BYTES = 256;
/** PostgreSQL's SSLRequest (protocol 3.0, message formats): answered with one byte, S or N. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** What listens on a port that does not speak HTTP; undefined where nothing does. Asks it two things, each over its own connection. */
export async function identifyPort(
  host: string,
  port: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<'redis' | 'postgres' | 'tcp' | undefined> {
  const ask = (message: Buffer): Promise<string | undefined> => askOnce(host, port, message, clock, signal);
  const ping = await ask(Buffer.from('PING\r\n'));
  if (ping === undefined) return undefined;
  if (/^(?:\+PONG|-NOAUTH|-DENIED|-ERR)/.test(ping)) return 'redis';
  const ssl = await ask(SSL_REQUEST);
  return ssl === 'S' || ssl === 'N' ? 'postgres' : 'tcp';
}

/** The beginning of the answer, empty where none comes within a moment; undefined where nobody accepts a connection. */
function askOnce(
  host: string,
  port: number,
  message: Buffer,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    let connected = false;
    let answer = Buffer.alloc(0);
    const socket = connect({ host, port, autoSelectFamily: true, lookup });
    const end = (): void => {
      timer.dispose();
      signal.removeEventListener('abort', end);
      socket.destroy();
      resolve(connected ? answer.toString('latin1') : undefined);
    };
    const timer = clock.setTimeout(end, 500);
    signal.addEventListener('abort', end);
    socket.on('connect', () => {
      connected = true;
      socket.write(message);
    });
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]).subarray(0, ANSWER_MAX_BYTES);
      end();
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}
