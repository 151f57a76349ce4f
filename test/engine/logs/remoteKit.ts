import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { LogView } from '../../../src/engine/logs/view/logView.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import type { LogSource } from '../../../src/model/service.ts';
import type { LogRow, LogViewState } from '../../../src/protocol/logs.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

/** A clock that waits a fiftieth of what it should, so that back-off and polling take no time of a test. */
export const HASTY_CLOCK: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  setTimeout: (callback, delayMs) => systemClock.setTimeout(callback, delayMs > 200 ? delayMs / 50 : delayMs),
};

export interface RemoteView {
  readonly session: ProbeSession;
  readonly state: () => LogViewState | undefined;
  readonly trouble: () => string | undefined;
  readonly rows: () => Promise<readonly LogRow[]>;
  /** Waits for so many records, and then as long again that none is added. */
  readonly total: (count: number) => Promise<void>;
  /** Waits for a reason in the view. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly close: () => void;
}

/** A log view on one remote source, through the real HTTP client and the real secrets. */
export async function openRemote(source: LogSource): Promise<RemoteView> {
  const bugs: unknown[] = [];
  let state: LogViewState | undefined;
  const session = new ProbeSession();
  const view = new LogView(
    { viewId: 'v', sources: [source], filter: {} },
    {
      clock: HASTY_CLOCK,
      remote: {
        ask: (request, timeoutMs, signal, maxBytes) => session.request(request, timeoutMs, signal, maxBytes),
        hear: (request, heard, timeoutMs, signal) => session.hear(request, heard, timeoutMs, signal),
        redact: (text) => session.secrets.redact(text),
      },
      announce: (told) => (state = told),
      onBug: (error) => bugs.push(error),
    },
  );
  ({ state } = await view.open());
  const trouble = (): string | undefined => state?.sources[0]?.trouble;
  return {
    session,
    state: () => state,
    trouble,
    rows: async () => {
      const all: LogRow[] = [];
      const total = state?.total ?? 0;
      for (let from = 0; from < total; from += 500) all.push(...(await view.rows(from, 500)).rows);
      return all;
    },
    total: async (count) => {
      await waitFor(
        `${count} records`,
        () => Promise.resolve((state?.total ?? 0) >= count && state?.complete === true),
        {
          timeoutMs: 10_000,
        },
      ).catch(() => assert.equal(state?.total, count, trouble()));
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(state?.total, count, trouble());
    },
    says: (pattern) =>
      waitFor(String(pattern), () => Promise.resolve(pattern.test(trouble() ?? '')), { timeoutMs: 10_000 }).catch(() =>
        assert.match(trouble() ?? '', pattern),
      ),
    close: () => {
      view.dispose();
      session.dispose();
      assert.deepEqual(bugs, []);
    },
  };
}

/** What a suite about a kind of server has: the server begins anew with each test, and its view is closed after it. */
export function useRemote<S extends { close(): Promise<void> }>(start: () => Promise<S>) {
  let server: S;
  let view: RemoteView | undefined;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(async () => {
    view?.close();
    view = undefined;
    await server.close();
  });
  return {
    open: async (source: LogSource): Promise<RemoteView> => (view = await openRemote(source)),
    /** Closes the view before its test ends. */
    close: (): void => {
      view?.close();
      view = undefined;
    },
    messages: async (): Promise<string[]> => ((await view?.rows()) ?? []).map(({ message }) => message),
  };
}

/** `m0`, `m1` and so on. */
export function names(count: number, name = 'm'): string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i}`);
}
