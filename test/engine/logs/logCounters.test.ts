import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { LogCounters } from '../../../src/engine/logs/count/logCounters.ts';
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
});
