import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  IncidentLog,
  MAX_BODY_CHARACTERS,
  MAX_INCIDENTS,
  MAX_INCIDENTS_OF_SERVICE,
  MAX_RESPONSE_BYTES,
} from '../../../src/engine/uptime/incidentLog.ts';
import { ServiceFile } from '../../../src/engine/uptime/serviceFile.ts';
import type { CapturedResponse, ProbeResult } from '../../../src/model/probe.ts';
import type { ProbeConfig, Service } from '../../../src/model/service.ts';
import type { Status } from '../../../src/model/status.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { withFolder } from '../store/storeSupport.ts';

const response = (body: string): CapturedResponse => ({
  atMs: 5,
  url: 'http://localhost/health',
  code: 503,
  headers: [['content-type', 'application/json']],
  body,
  bodyTruncated: false,
  bodyBytes: body.length,
});

function setUp(options: { path?: string; clock?: FakeClock; probes?: string[]; intervalMs?: number } = {}) {
  const clock = options.clock ?? new FakeClock();
  const path = options.path === undefined ? {} : { path: options.path };
  const file = new ServiceFile({ ...path, clock, onProblem: (message) => assert.fail(message) });
  let ids = 0;
  const newId = (): string => `i${++ids}-${clock.now()}`;
  const log = new IncidentLog({ file, clock, jobOf: (id) => id, newId });
  const probes = (options.probes ?? ['health']).map(
    (name) => ({ id: `api/${name}`, name, intervalMs: options.intervalMs ?? 10_000 }) as ProbeConfig,
  );
  const service = { id: 'api', name: 'api', probes, thresholds: [] } as Service;
  /** A run that met `met`, ten seconds after the one before; `status` is the probe's after thresholds. */
  const run = (
    met: Exclude<Status, 'paused'>,
    over: { status?: Status; reason?: string; body?: string; probe?: string } = {},
  ): void => {
    clock.advance(10_000);
    const result = {
      status: met,
      reason: over.reason ?? `it is ${met}`,
      ...(over.body !== undefined && { response: response(over.body) }),
    } as ProbeResult;
    const config = probes.find(({ name }) => name === (over.probe ?? 'health'))!;
    log.ran(service, config, over.status ?? met, result);
  };
  const dispose = (): void => {
    log.dispose();
    file.dispose();
  };
  return { log, run, clock, file, dispose, list: () => log.list('api') };
}

describe('incidents', () => {
  it('have a start, an end, a reason and the first failing response', () => {
    const { run, clock, list, log } = setUp();
    run('up');
    run('down', { reason: 'HTTP 503', body: 'first' });
    const startMs = clock.now();
    run('down', { reason: 'HTTP 500', body: 'second' });
    const lasting = list()[0]!;
    assert.deepEqual(lasting, {
      id: lasting.id,
      startMs,
      status: 'down',
      probe: 'health',
      reason: 'HTTP 503',
      hasResponse: true,
    });
    run('up');
    assert.equal(list()[0]!.endMs, clock.now());
    assert.equal(log.response(lasting.id)?.body, 'first');
    assert.equal(log.response('of nobody'), undefined);
  });

  it('begin with the first failing run that led to the status, and not with one that was forgiven', () => {
    const { run, clock, list } = setUp();
    run('down', { status: 'up', body: 'forgiven' });
    run('up');
    assert.deepEqual(list(), []);
    run('down', { status: 'up', reason: 'the first of two' });
    const startMs = clock.now();
    run('down', { reason: 'the second' });
    assert.deepEqual([list()[0]!.startMs, list()[0]!.reason], [startMs, 'the first of two']);
  });

  it('are one while the service is not well, as bad as the worst of it', () => {
    const { run, list } = setUp();
    run('degraded', { reason: 'slow' });
    run('down');
    run('unknown');
    run('degraded');
    assert.deepEqual(
      list().map(({ status, reason, endMs }) => [status, reason, endMs]),
      [['down', 'slow', undefined]],
    );
    run('up');
    run('down');
    assert.equal(list().length, 2);
    assert.ok(list()[0]!.startMs > list()[1]!.startMs, 'newest first');
  });

  it('are of the service: they last as long as one of its probes fails, and name the one that began', () => {
    const { run, list } = setUp({ probes: ['health', 'redis'] });
    run('up');
    run('up', { probe: 'redis' });
    run('degraded', { probe: 'redis' });
    run('down');
    run('up', { probe: 'redis' });
    assert.deepEqual([list().length, list()[0]!.endMs, list()[0]!.probe], [1, undefined, 'redis']);
    run('up');
    assert.notEqual(list()[0]!.endMs, undefined);
  });

  it('are none while nothing is known', () => {
    const { run, list } = setUp();
    run('unknown');
    run('unknown');
    assert.deepEqual(list(), []);
  });

  it('go on over a reload, and end only when every probe has been heard', () =>
    withFolder((folder) => {
      const path = join(folder, 'services.sqlite');
      const probes = ['health', 'redis'];
      const first = setUp({ path, probes });
      first.run('up');
      first.run('down', { probe: 'redis', body: 'kept' });
      const [before] = first.list();
      first.dispose();
      first.clock.advance(120_000);
      const second = setUp({ path, probes, clock: first.clock });
      second.run('up');
      assert.equal(second.list()[0]!.endMs, undefined);
      second.run('down', { probe: 'redis' });
      assert.deepEqual(second.list(), [before]);
      assert.equal(second.log.response(before!.id)!.body, 'kept');
      second.dispose();
    }));

  it('end when they were last seen, where nobody watched after that', () =>
    withFolder((folder) => {
      const path = join(folder, 'services.sqlite');
      const first = setUp({ path });
      for (let i = 0; i < 3; i++) first.run('down');
      const seenMs = first.clock.now();
      first.dispose();
      first.clock.advance(3_600_000);
      const second = setUp({ path, clock: first.clock });
      const ended = [{ endMs: seenMs, endUnseen: true }];
      assert.deepEqual(
        second.list().map(({ endMs, endUnseen }) => ({ endMs, endUnseen })),
        ended,
      );
      second.run('down');
      assert.equal(second.list().length, 2);
      second.run('up');
      assert.deepEqual(
        second
          .list()
          .slice(1)
          .map(({ endMs, endUnseen }) => ({ endMs, endUnseen })),
        ended,
      );
      second.dispose();
    }));

  it('go on over a silence of as long as a reload may take, and no longer', () =>
    withFolder((folder) => {
      for (const [silenceMs, count] of [
        [280_000, 1],
        [310_000, 2],
      ] as const) {
        const path = join(folder, `${count}.sqlite`);
        const first = setUp({ path });
        first.run('down');
        first.dispose();
        first.clock.advance(silenceMs);
        const second = setUp({ path, clock: first.clock });
        second.run('down');
        assert.equal(second.list().length, count);
        second.dispose();
      }
    }));

  it('of a slow probe are not cut between its runs', () => {
    const { run, clock, list } = setUp({ intervalMs: 600_000 });
    run('down');
    clock.advance(600_000);
    run('down');
    clock.advance(600_000);
    assert.equal(list()[0]!.endMs, undefined);
    run('down');
    assert.equal(list().length, 1);
  });

  it('are kept in a bounded number and size', () => {
    const { run, file, list, log } = setUp();
    for (let i = 0; i <= MAX_INCIDENTS_OF_SERVICE; i++) {
      run('down', { body: 'x'.repeat(MAX_BODY_CHARACTERS + 1) });
      run('up');
    }
    assert.equal(file.all('SELECT id FROM incidents').length, MAX_INCIDENTS_OF_SERVICE);
    const kept = log.response(list()[0]!.id)!;
    assert.deepEqual([kept.body.length, kept.bodyTruncated], [MAX_BODY_CHARACTERS, true]);
    // As if each had brought a megabyte.
    file.run('UPDATE incidents SET bytes = ?', 2 ** 20);
    run('down', { body: 'last' });
    const bytes = Number(file.all('SELECT sum(bytes) AS n FROM incidents')[0]!['n']);
    assert.ok(bytes <= MAX_RESPONSE_BYTES && bytes > MAX_RESPONSE_BYTES - 2 ** 20, `${bytes}`);
    assert.equal(file.all('SELECT id FROM incidents').length, MAX_INCIDENTS_OF_SERVICE, 'the incidents stay');
    assert.equal(log.response(list()[0]!.id)!.body, 'last');
  });

  it('are kept in a bounded number of all services together, the newest', () => {
    const { run, file, list } = setUp();
    run('down');
    // As if fifty other services had had a hundred and more each, before.
    const columns = file.all("SELECT name FROM pragma_table_info('incidents')").map(({ name }) => String(name));
    const changed: Record<string, string> = { id: `'n' || n`, job: `'other' || (n % 50)`, start_ms: 'start_ms - n' };
    file.run(
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${MAX_INCIDENTS + 100})
       INSERT INTO incidents (${columns.join()}) SELECT ${columns.map((name) => changed[name] ?? name).join()} FROM incidents, numbers`,
    );
    run('up');
    run('down');
    const kept = file.all('SELECT id FROM incidents ORDER BY start_ms').map(({ id }) => id);
    assert.equal(kept.length, MAX_INCIDENTS);
    assert.equal(kept[0], `n${MAX_INCIDENTS - 2}`);
    assert.equal(list().length, 2);
  });

  it('survive a damaged row', () => {
    const { run, file, list, log } = setUp();
    run('down', { body: 'x' });
    const { id } = list()[0]!;
    file.run('UPDATE incidents SET response = ?', '{');
    assert.equal(log.response(id), undefined);
    file.run('UPDATE incidents SET fact = ?', '{');
    assert.deepEqual(list(), []);
  });

  it('are on disk at once, so that a crash loses none', () =>
    withFolder((folder) => {
      const path = join(folder, 'services.sqlite');
      const { run, dispose } = setUp({ path });
      run('down', { body: 'what was met' });
      const written = [path, `${path}-wal`].map((name) => readFileSync(name, 'latin1')).join('');
      assert.ok(written.includes('what was met'));
      dispose();
    }));
});
