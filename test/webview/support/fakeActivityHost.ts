// Runs inside the page before the activity panel's own script and plays the editor, from seeded data.
import type { ActivitySession } from '../../../src/model/activity.ts';
import type { ActivityHostSide, ActivityPageSide } from '../../../src/protocol/activity.ts';
import { FakeEditor } from './fakeEditor.ts';

export interface FakeActivityHost extends FakeEditor {
  /** The sessions from the next question on. */
  sessions: readonly ActivitySession[];
  /** What is said in place of sessions; undefined: they are given. */
  failure: { readonly ok: false; readonly message: string; readonly needsTrust?: true } | undefined;
  /** How often sessions were asked for. */
  asked: number;
}

const editor = new FakeEditor();
const { calls } = editor;
const session = (pid: number, rest: Partial<ActivitySession>): ActivitySession => ({
  pid,
  startedUs: pid * 1_000_000,
  role: 'shop',
  database: 'shop',
  application: 'api',
  client: '127.0.0.1',
  state: 'active',
  query: 'SELECT 4711',
  transactionSeconds: 2,
  blockedBy: [],
  ...rest,
});

const host = Object.assign(editor, {
  sessions: [
    session(101, { state: 'idle in transaction' }),
    session(102, { querySeconds: 1.5, blockedBy: [101], waitsFor: 'Lock: relation' }),
    session(103, { state: 'idle', query: 'COMMIT' }),
  ] as readonly ActivitySession[],
  failure:
    editor.kind === 'restricted'
      ? ({ ok: false, message: 'This workspace is not trusted.', needsTrust: true } as const)
      : undefined,
  asked: 0,
}) as FakeActivityHost;

editor.answer<ActivityHostSide, ActivityPageSide>({
  open: () => ({
    serviceId: 'shop',
    probeId: 'shop/postgres',
    serviceName: 'shop',
    environment: 'production',
    isWatched: host.failure === undefined,
  }),
  manageTrust: () => void calls.push(['manageTrust']),
  activity() {
    host.asked++;
    return host.failure ?? { ok: true, activity: { atMs: Date.now(), sessions: host.sessions } };
  },
  endSession(name, how) {
    calls.push(['endSession', name.pid, how]);
    host.sessions = host.sessions.filter(({ pid }) => pid !== name.pid);
    return true;
  },
  copy: (text) => void calls.push(['copy', text]),
});
