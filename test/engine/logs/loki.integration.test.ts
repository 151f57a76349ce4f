import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from '../../../src/model/service.ts';
import { type FakeLoki, startFakeLoki } from '../../support/fakeLoki.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { names, type RemoteView, useRemote } from './remoteKit.ts';

const SECOND = 1_000_000_000n;
/** Loki's clock is years from this machine's. */
const NOW = 2_000_000_000n * SECOND;

describe('a log in Loki', function () {
  let loki: FakeLoki;
  const { messages, ...remote } = useRemote(async () => {
    loki = await startFakeLoki();
    loki.nowNs = NOW;
    return loki;
  });
  const open = (headers: readonly (readonly [string, Template])[] = []): Promise<RemoteView> =>
    remote.open({
      name: 'loki',
      loki: { request: { url: [loki.url], method: 'GET', headers }, query: '{app="api"} |= `a&b`' },
    });
  const add = (count: number, nsOf: (i: number) => bigint, name = 'm'): void => {
    for (let i = 0; i < count; i++) loki.lines.push({ ns: nsOf(i), line: `${name}${i}` });
  };

  it('reads the past in pages and then what comes, each line once and by time', async () => {
    add(2_500, (i) => NOW - 3600n * SECOND + BigInt(i) * 1_000_000n);
    const opened = await open();
    await opened.total(2_500);
    assert.deepEqual(await messages(), names(2_500));
    assert.equal(loki.asked[0]?.parameters.get('query'), '{app="api"} |= `a&b`');
    assert.equal(loki.asked[0]?.parameters.get('direction'), 'backward');
    // Hours of silence, then more than a page, the clock of Loki going on.
    loki.nowNs = NOW + 5n * 3600n * SECOND;
    add(1_200, (i) => loki.nowNs - 10n * SECOND + BigInt(i), 'new');
    await opened.total(3_700);
    assert.deepEqual((await messages()).slice(2_500), names(1_200, 'new'));
    assert.equal(opened.trouble(), undefined);
    assert.equal(opened.state()?.sources[0]?.format, 'loki');
  });

  it('reads twenty thousand lines of the past, and none before them later', async () => {
    add(25_000, (i) => NOW - 1_000_000n + BigInt(i));
    const opened = await open();
    await opened.total(20_000);
    assert.deepEqual((await opened.rows())[0]?.message, 'm5000');
  });

  it('shows what it has of the past where the rest stays refused, and says so', async () => {
    add(1_500, (i) => NOW - 2_000n + BigInt(i));
    loki.fault = (response, index) => {
      if (index === 1 || index > 5) return false;
      response.writeHead(502).end();
      return true;
    };
    const opened = await open();
    await opened.total(1_000);
    assert.match(opened.trouble() ?? '', /^Older records are missing: Loki answered with HTTP 502\.$/);
    assert.equal((await messages())[0], 'm500');
  });

  it('keeps lines of one nanosecond apart, over pages, streams and polls, and takes what comes late', async () => {
    add(1_700, () => NOW - SECOND);
    loki.lines.push({ ns: NOW - SECOND, line: 'm0', labels: { app: 'other' } });
    const opened = await open();
    await opened.total(1_701);
    loki.lines.push({ ns: NOW - SECOND, line: 'same time, later' }, { ns: NOW - 3n * SECOND, line: 'late' });
    await opened.total(1_703);
    const rows = await opened.rows();
    assert.equal(new Set(rows.map(({ message, fields }) => JSON.stringify([message, fields]))).size, 1_703);
    assert.equal(opened.trouble(), undefined);
  });

  it('says when there are more lines of one instant than Loki gives at once, and goes on', async () => {
    add(1, () => NOW - 2n * SECOND, 'before');
    add(5_100, () => NOW - SECOND);
    const opened = await open();
    await opened.says(/more than 5,000 records of one instant; some are missing/);
    await opened.total(5_001);
    assert.equal((await messages())[0], 'before0');
  });

  it('reads what the lines say, and Loki’s time where they say none', async () => {
    loki.lines.push(
      { ns: NOW - 2n * SECOND, line: '{"level":50,"msg":"boom","reqId":"r1"}', labels: { app: 'api', pod: 'p' } },
      { ns: NOW - SECOND, line: '<b>plain</b>\nsecond', labels: { app: 'api', level: 'warn' } },
    );
    const opened = await open();
    await opened.total(2);
    const [first, second] = await opened.rows();
    assert.deepEqual(
      [first?.timeMs, first?.level, first?.message, first?.requestId, first?.fields],
      [1_999_999_998_000, 'error', 'boom', 'r1', { app: 'api', pod: 'p' }],
    );
    assert.deepEqual([second?.timeMs, second?.level, second?.message], [1_999_999_999_000, 'warn', '<b>plain</b>']);
  });

  it('is not filled by labels that an answer has once for many lines', async () => {
    const values = Array.from({ length: 100_000 }, (_, i) => [String(NOW), String(i)]);
    const result = [{ stream: { app: 'x'.repeat(4_000_000) }, values }];
    loki.fault = (response) => {
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result } }));
      return true;
    };
    const opened = await open();
    await opened.says(/Loki answered with lines that come to more than 64 MB with their labels/);
  });

  it('asks for less where a page is too large', async () => {
    for (let i = 0; i < 1_000; i++)
      loki.lines.push({ ns: NOW - 1_000n + BigInt(i), line: `m${i} ${'x'.repeat(10_500)}` });
    const opened = await open();
    await opened.total(1_000);
    assert.deepEqual(
      (await messages()).map((message) => message.split(' ')[0]),
      names(1_000),
    );
    assert.deepEqual(
      loki.asked.slice(0, 2).map(({ parameters }) => parameters.get('limit')),
      ['1000', '250'],
    );
  });

  const BAD = [
    [
      'HTML',
      200,
      '<!doctype html><p>Sign in',
      /^Loki answered with a page of HTML: is the URL the one of its API\?; it is/,
    ],
    [
      '401',
      401,
      'no org id',
      /^Loki answered with HTTP 401 \(who asks is not let in\): no org id; it is asked again in 2 ?s/,
    ],
    ['429', 429, 'too many outstanding requests', /^Loki answered with HTTP 429 \(too many requests\): too many outst/],
    [
      'half a body',
      200,
      '{"status":"success","data":{"resultType":"str',
      /^Loki answered with what is no answer of its API/,
    ],
    [
      'numbers',
      200,
      '{"data":{"resultType":"matrix","result":[]}}',
      /^Loki answered with numbers: the query is one for/,
    ],
    ['other values', 200, '{"data":{"resultType":"streams","result":[{"values":[[1,2]]}]}}', /no answer of its API/],
  ] as const;
  for (const [what, code, body, reason] of BAD)
    it(`says why nothing comes (${what}), waits longer each time, and loses nothing`, async () => {
      add(1_500, (i) => NOW - 2_000n + BigInt(i));
      // The second page of the past is refused too, and then the first of what comes.
      let bad = true;
      loki.fault = (response, index) => {
        if (!bad && index % 3 !== 0) return false;
        response.writeHead(code).end(body);
        return true;
      };
      const opened = await open();
      await opened.says(reason);
      bad = false;
      await opened.total(1_500);
      add(10, (i) => NOW - 100n + BigInt(i), 'new');
      await opened.total(1_510);
      assert.deepEqual(await messages(), [...names(1_500), ...names(10, 'new')]);
    });

  it('sends a secret only where it may go, and shows it nowhere', async () => {
    add(1, () => NOW - SECOND, 'token=s3cr3t-value ');
    const opened = await open([['Authorization', ['Bearer ', { secret: 'token' }]]]);
    await opened.says(/Loki could not be asked: .*token/);
    assert.equal(loki.asked.length, 0);
    opened.session.secrets.set([{ name: 'token', value: 's3cr3t-value', origins: ['https://elsewhere.example'] }]);
    await sleep(500);
    assert.equal(loki.asked.length, 0);
    opened.session.secrets.set([{ name: 'token', value: 's3cr3t-value', origins: [loki.url] }]);
    await opened.total(1);
    assert.equal(loki.asked[0]?.headers.authorization, 'Bearer s3cr3t-value');
    assert.ok(!(await messages()).join().includes('s3cr3t-value'));
  });

  it('gives up a request and asks no more once the view is closed', async () => {
    const files = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('watchpost-log-'));
    const before = files();
    let closed = false;
    loki.fault = (response) => {
      response.on('close', () => (closed = true));
      return true;
    };
    await open();
    assert.ok(files().length > before.length);
    await waitFor('a question', () => Promise.resolve(loki.asked.length > 0));
    remote.close();
    await waitFor('the end of the request', () => Promise.resolve(closed));
    await sleep(500);
    assert.equal(loki.asked.length, 1);
    assert.deepEqual(
      files().filter((name) => !before.includes(name)),
      [],
    );
  });

  describe('that tells what comes by its tail', () => {
    const opened = async (count: number): Promise<RemoteView> => {
      loki.tailing = true;
      add(count, (i) => NOW - 60n * SECOND + BigInt(i));
      const view = await open([['X-Team', ['a']]]);
      await view.total(count);
      await waitFor('the tail', () => Promise.resolve(loki.tails.length === 1));
      return view;
    };

    it('takes each line once, whether told or asked for, and asks seldom', async () => {
      const view = await opened(10);
      const [tail] = loki.tails;
      assert.equal(tail?.parameters.get('query'), '{app="api"} |= `a&b`');
      assert.equal(tail?.parameters.get('start'), String(NOW - 60n * SECOND + 9n));
      assert.equal(tail?.headers['x-team'], 'a');
      const asked = loki.asked.length;
      for (let i = 0; i < 500; i++)
        loki.tell({ ns: NOW + BigInt(i), line: `new${i}`, labels: { app: 'api', pod: 'a', zone: 'b' } });
      loki.nowNs = NOW + SECOND;
      await view.total(510);
      // In that time it would have been asked a dozen times and more; of what was told nothing is taken again.
      assert.ok(loki.asked.length - asked <= 2, String(loki.asked.length - asked));
      await waitFor('another look', () => Promise.resolve(loki.asked.length > asked + 1));
      await view.total(510);
      assert.deepEqual(await messages(), [...names(10), ...names(500, 'new')]);
    });

    it('asks at once for what the tail left out', async () => {
      const view = await opened(1);
      loki.nowNs = NOW + SECOND;
      loki.tell({ ns: NOW + 1n, line: 'left out' }, true);
      loki.tell({ ns: NOW + 2n, line: 'told' });
      await view.total(3);
      assert.deepEqual((await messages()).sort(), ['left out', 'm0', 'told']);
    });

    it('goes on where the tail ends, and where it tells what nobody understands', async () => {
      const view = await opened(1);
      loki.tails[0]?.socket.send('{"no": "answer"}');
      loki.tails[0]?.socket.send('x'.repeat(100_000));
      loki.tell({ ns: NOW + 1n, line: 'new0' });
      await view.total(2);
      loki.tails[0]?.socket.terminate();
      loki.nowNs = NOW + SECOND;
      add(1, () => NOW + 2n, 'late');
      await view.total(3);
      await waitFor('the tail again', () => Promise.resolve(loki.tails.length === 1));
      loki.tell({ ns: NOW + 3n, line: 'told' });
      await view.total(4);
      assert.equal(view.trouble(), undefined);
    });

    it('asks on where it is refused', async () => {
      add(1, () => NOW - SECOND);
      const view = await open();
      await view.total(1);
      loki.nowNs = NOW + SECOND;
      add(3, (i) => NOW + BigInt(i), 'new');
      await view.total(4);
      assert.equal(view.trouble(), undefined);
    });

    it('sends a secret only where it may go, and hears no more once the view is closed', async () => {
      loki.tailing = true;
      add(1, () => NOW - SECOND);
      const view = await open([['Authorization', ['Bearer ', { secret: 'token' }]]]);
      view.session.secrets.set([{ name: 'token', value: 's3cr3t-value', origins: [loki.url] }]);
      await view.total(1);
      await waitFor('the tail', () => Promise.resolve(loki.tails.length === 1));
      assert.equal(loki.tails[0]?.headers.authorization, 'Bearer s3cr3t-value');
      loki.tell({ ns: NOW, line: 'has s3cr3t-value in it' });
      await view.total(2);
      assert.ok(!(await messages()).join().includes('s3cr3t-value'));
      remote.close();
      await waitFor('the end of the tail', () => Promise.resolve(loki.tails.length === 0));
    });
  });
});
