// Which fault a target of the soak has at a time: the engine's side and the targets' side each work it out.
import type { Status } from '../../src/model/status.ts';
import { type Fault, httpResponse } from '../support/faultServer.ts';

/** Each target keeps its fault for this long. */
export const TURN_MS = 15_000;

const JSON_TYPE = { 'content-type': 'application/json' };
const FAULTS: readonly (readonly [status: Status, fault: Fault])[] = [
  ['up', httpResponse('{"status":"ok"}', JSON_TYPE)],
  ['up', (socket) => setTimeout(() => socket.write(httpResponse('{"status":"ok"}', JSON_TYPE)), 300)],
  ['degraded', httpResponse('{"status":"degraded"}', JSON_TYPE)],
  ['down', httpResponse('{"status":"down"}', JSON_TYPE, '503 Service Unavailable')],
  ['down', httpResponse('{"status":"down"}', JSON_TYPE)],
  ['unknown', httpResponse('<html><title>Sign in</title></html>', { 'content-type': 'text/html' })],
  ['unknown', httpResponse('', {}, '401 Unauthorized')],
  ['down', (socket) => socket.destroy()],
  ['down', (socket) => socket.resetAndDestroy()],
  ['down', () => undefined], // never answers
  ['down', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status":"ok"}'], // stalls
];

/** The fault of `target` so many milliseconds after the start, and the status that it has to lead to. */
export function faultOf(seed: number, target: number, sinceStartMs: number): readonly [status: Status, fault: Fault] {
  const turn = Math.floor(sinceStartMs / TURN_MS);
  return FAULTS[Math.floor(random(seed, target, turn) * FAULTS.length)]!;
}

/** A number in [0, 1) that the three decide: the same on every run. */
function random(seed: number, target: number, turn: number): number {
  let mixed = Math.imul(seed ^ Math.imul(target + 1, 0x9e3779b1) ^ Math.imul(turn + 1, 0x85ebca6b), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
}
