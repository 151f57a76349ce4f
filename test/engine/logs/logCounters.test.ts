import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { LogCounters } from '../../../src/engine/logs/count/logCounters.ts';
import { type LogSource, type Service } from '../../../src/model/service.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import { startFakeElasticsearch } from '../../support/fakeElasticsearch.ts';
import { startFakeLoki } from '../../support/fakeLoki.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';
import { HASTY_CLOCK } from './remoteKit.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

describe('LogCounters', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'watchpost-count-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('counts what is written from now on by level, through a rotation and with the lines of stacks', async () => {
    const file = path.join(folder, 'api.log');
    const line = (level: number): string => `{"level":${level},"time":1700000000000,"msg":"m"}\n`;
    writeFileSync(file, line(50).repeat(100));
    const looks: (() => void)[] = [];
    const clock: Clock = {
      now: () => 1_000,
      monotonic: () => performance.now(),
      setTimeout: (callback) => {
        looks.push(callback);
        return { dispose: () => undefined };
      },
    };
    const values = new Map<string, number>();
    const counters = new LogCounters<LabelSet>({
      clock,
      remote: NO_REMOTE,
      store: {
        ref: (labels) => labels,
        append: (labels, _at, value) =>
          values.set(`${labels.get('job')} ${labels.get('source')} ${labels.get('level')}`, value),
      },
      jobOf: () => 'api',
      onBug: (error) => assert.fail(String(error)),
    });
    const look = async (): Promise<Record<string, number>> => {
      const before = looks.length;
      looks.at(-1)!();
      await waitFor('the look', () => Promise.resolve(looks.length > before));
      return Object.fromEntries(values);
    };
    const service = { id: 'api', name: 'api', probes: [], thresholds: [], logs: [{ name: 'api.log', file }] };
    counters.configure([service]);
    assert.deepEqual(await look(), { 'api api.log error': 0, 'api api.log fatal': 0 });
    appendFileSync(file, `${line(30)}${line(50)}boom\n    at x.ts:1\n${line(30)}`);
    renameSync(file, `${file}.1`);
    writeFileSync(file, line(60));
    await look();
    counters.configure([service]);
    assert.deepEqual(await look(), {
      'api api.log info': 2,
      'api api.log error': 1,
      'api api.log none': 1,
      'api api.log fatal': 1,
    });
    counters.dispose();
  });

  it('counts what comes to servers from now on, and asks them no more once they are gone from the settings', async () => {
    const loki = await startFakeLoki();
    const elastic = await startFakeElasticsearch();
    const session = new ProbeSession();
    const values = new Map<string, number>();
    const counters = new LogCounters<LabelSet>({
      clock: HASTY_CLOCK,
      remote: {
        ask: (request, timeoutMs, signal, maxBytes) => session.request(request, timeoutMs, signal, maxBytes),
        redact: (text) => session.secrets.redact(text),
      },
      store: {
        ref: (labels) => labels,
        append: (labels, _at, value) => values.set(`${labels.get('source')} ${labels.get('level')}`, value),
      },
      jobOf: () => 'api',
      onBug: (error) => assert.fail(String(error)),
    });
    try {
      loki.nowNs = 2_000_000_000_000_000_000n;
      elastic.nowMs = 2_000_000_000_000;
      const addLine = (level: number): void => {
        loki.lines.push({ ns: loki.nowNs, line: `{"level":${level},"time":1,"msg":"m"}` });
        // What is of now is not given yet.
        loki.nowNs += 1n;
      };
      const addDocument = (id: string, level: string): void =>
        void elastic.documents.push({
          id,
          timeMs: (elastic.nowMs += 1),
          source: { '@timestamp': new Date(elastic.nowMs).toISOString(), message: id, 'log.level': level },
        });
      for (let i = 0; i < 50; i++) addLine(50);
      for (let i = 0; i < 50; i++) addDocument(`old${i}`, 'error');
      const request = (url: string) => ({ url: [url], method: 'GET', headers: [] });
      const logs: LogSource[] = [
        { name: 'loki', loki: { request: request(loki.url), query: '{app="api"}' } },
        { name: 'elastic', elasticsearch: { request: request(elastic.url), index: 'logs' } },
      ];
      const service: Service = { id: 'api', name: 'api', probes: [], thresholds: [], logs };
      counters.configure([service]);
      await waitFor('the first answers', () => Promise.resolve(loki.asked.length > 1 && elastic.asked.length > 1));
      addLine(50);
      addLine(30);
      addDocument('new', 'error');
      await waitFor(
        'the counts',
        () => Promise.resolve(values.get('loki error') === 1 && values.get('elastic error') === 1),
        { timeoutMs: 10_000 },
      ).catch(() => assert.deepEqual(Object.fromEntries(values), {}));
      assert.equal(values.get('loki info'), 1);
      counters.configure([{ ...service, logs: [] }]);
      const asked = loki.asked.length;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      assert.ok(loki.asked.length <= asked + 1, 'one may have been on its way');
    } finally {
      counters.dispose();
      session.dispose();
      await loki.close();
      await elastic.close();
    }
  });
});
