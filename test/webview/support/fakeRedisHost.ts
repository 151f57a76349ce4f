// Runs inside the page before the Redis panel's own script and plays the editor, from seeded data.
import type { RedisHostSide, RedisPageSide } from '../../../src/protocol/redisLive.ts';
import { FakeEditor } from './fakeEditor.ts';
import { seeded } from '../../support/seeded.ts';

export interface FakeRedisHost extends FakeEditor {
  looks: number;
}

const editor = new FakeEditor();
const random = seeded(5);
const host = Object.assign(editor, { looks: 0 }) satisfies FakeRedisHost;
const nowMs = Date.now();

editor.answer<RedisHostSide, RedisPageSide>({
  open: () => ({
    serviceId: 'cache',
    probeId: 'cache/redis',
    serviceName: 'cache',
    environment: '',
    isWatched: editor.kind !== 'restricted',
  }),
  manageTrust: () => void editor.calls.push(['manageTrust']),
  look(withLatency) {
    if (editor.kind === 'restricted') return { ok: false, message: 'This workspace is not trusted.', needsTrust: true };
    const i = host.looks++;
    return {
      ok: true,
      look: {
        stat: {
          atMs: nowMs + i * 1_000,
          keys: 1_000 + i,
          memoryBytes: 5e6 + i * 1_000,
          clients: 3,
          blocked: 0,
          commandsTotal: i * 20,
          connectionsTotal: 5,
        },
        pings: withLatency ? Array.from({ length: 50 }, () => 0.0001 + random() * 0.002) : [],
        slow: [
          { id: 2, atSeconds: nowMs / 1000, seconds: 0.2, command: 'KEYS *', client: '127.0.0.1' },
          { id: 1, atSeconds: nowMs / 1000, seconds: 0.1, command: 'SET user:1 … (1 more)', client: '127.0.0.1' },
        ],
        refused: [],
      },
    };
  },
  monitor(seconds) {
    editor.calls.push(['monitor', seconds]);
    return {
      ok: true,
      result: {
        durationMs: seconds * 1000,
        seen: 2,
        commands: [
          { atMs: nowMs, database: 0, client: '127.0.0.1', command: 'GET', key: 'session:1', more: 0 },
          { atMs: nowMs, database: 0, client: '127.0.0.1', command: 'SET', key: 'session:1', more: 1 },
        ],
        byCommand: [
          { name: 'GET', count: 1 },
          { name: 'SET', count: 1 },
        ],
        byPrefix: [{ name: 'session', count: 2 }],
        endedBy: 'time',
      },
    };
  },
});
