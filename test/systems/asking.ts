import { Agent, get } from 'node:https';
import { connect } from 'node:net';

/** The value below `path` (`checks.redis.status`) in a JSON body. */
export function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

/** The status code that a client gets which trusts only `ca`; rejects where it does not trust the server. */
export function tlsAnswer(address: string, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ ca, keepAlive: false, maxCachedSessions: 0 });
    get(address, { agent }, (response) => resolve(response.resume().statusCode ?? 0)).once('error', reject);
  });
}

/** `host:port` of a URL, or of an address that is none. */
export function hostAndPort(address: string): string {
  return address.includes('://') ? new URL(address).host : address;
}

/** Whether somebody listens on `host:port`. */
export function canConnect(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** What Redis answers to one inline command, as it comes over the wire. */
export function redisCommand(uri: string, command: string): Promise<string> {
  const { hostname, port } = new URL(uri);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${command}\r\n`));
    socket.once('error', reject);
    socket.setEncoding('utf8').once('data', (text: string) => {
      socket.destroy();
      resolve(text);
    });
  });
}
