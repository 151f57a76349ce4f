import assert from 'node:assert/strict';
import { type FakeElasticsearch, startFakeElasticsearch } from '../../support/fakeElasticsearch.ts';
import { names, type RemoteView, useRemote } from './remoteKit.ts';

const NOW = 2_000_000_000_000;

describe('a log in Elasticsearch', function () {
  let server: FakeElasticsearch;
  const { messages, ...remote } = useRemote(async () => {
    server = await startFakeElasticsearch();
    server.nowMs = NOW;
    return server;
  });
  const open = (): Promise<RemoteView> =>
    remote.open({
      name: 'elasticsearch',
      elasticsearch: {
        request: { url: [`${server.url}/es/`], method: 'GET', headers: [['X-Team', ['a']]] },
        index: 'logs-*,other:logs',
        query: 'service.name:"api"',
      },
    });
  const add = (count: number, timeOf: (i: number) => number, name = 'm'): void => {
    for (let i = 0; i < count; i++) {
      const timeMs = timeOf(i);
      const source = { '@timestamp': new Date(timeMs).toISOString(), message: `${name}${i}`, 'ecs.version': '8.11' };
      server.documents.push({ id: `${name}${i}`, timeMs, source });
    }
  };

  it('reads the past in pages and then what comes, each document once and by time', async () => {
    add(2_500, (i) => NOW - 3_600_000 + i);
    const opened = await open();
    await opened.total(2_500);
    assert.deepEqual(await messages(), names(2_500));
    const [{ path, search, headers }] = server.asked as [FakeElasticsearch['asked'][number]];
    assert.equal(path, '/es/logs-*,other:logs/_search?ignore_unavailable=true');
    assert.equal(headers['x-team'], 'a');
    assert.deepEqual(search.query.bool.filter[1], { query_string: { query: 'service.name:"api"' } });
    server.nowMs = NOW + 5 * 3_600_000;
    add(1_200, (i) => server.nowMs - 5_000 + i, 'new');
    await opened.total(3_700);
    assert.deepEqual((await messages()).slice(2_500), names(1_200, 'new'));
    assert.equal(opened.trouble(), undefined);
  });

  it('keeps documents of one millisecond apart, takes what comes late, and waits for what is dated ahead', async () => {
    add(1_700, () => NOW - 1_000);
    add(1, () => NOW + 86_400_000, 'ahead');
    const opened = await open();
    await opened.total(1_700);
    add(1, () => NOW - 3_000, 'late');
    add(1, () => NOW, 'next');
    await opened.total(1_702);
    assert.equal(new Set(await messages()).size, 1_702);
    server.nowMs = NOW + 86_400_000;
    await opened.total(1_703);
    assert.equal((await messages()).at(-1), 'ahead0');
  });

  it('reads the fields of ECS, and the time that the server has where the document has none', async () => {
    server.documents.push({
      id: 'a',
      timeMs: NOW - 2_000,
      source: {
        '@timestamp': new Date(NOW - 2_000).toISOString(),
        log: { level: 'error', logger: 'db' },
        message: 'no <b>\u001b[31mconnection',
        error: { type: 'E', message: 'refused', stack_trace: 'E: refused\n    at x.ts:1' },
        http: { request: { id: 'r1' } },
        'ecs.version': '8.11',
      },
    });
    server.documents.push({ id: 'b', timeMs: NOW - 1_000, source: { message: 'bare' } });
    const opened = await open();
    await opened.total(2);
    const [first, second] = await opened.rows();
    assert.equal(opened.state()?.sources[0]?.format, 'ecs');
    assert.deepEqual([first?.timeMs, first?.level, first?.logger], [NOW - 2_000, 'error', 'db']);
    assert.deepEqual([second?.timeMs, second?.message], [NOW - 1_000, 'bare']);
  });

  it('says that shards have no answer', async () => {
    add(3, (i) => NOW - 100 + i);
    server.failedShards = 1;
    const opened = await open();
    await opened.total(3);
    assert.match(opened.trouble() ?? '', /no answer from 1 of its shards; records of theirs are missing/);
  });

  it('asks for less where a page is too large', async () => {
    add(1_000, (i) => NOW - 2_000 + i);
    for (const [i, one] of server.documents.entries())
      server.documents[i] = { ...one, source: { ...one.source, big: 'x'.repeat(10_500) } };
    await (await open()).total(1_000);
    assert.deepEqual(await messages(), names(1_000));
    assert.deepEqual(
      server.asked.slice(0, 2).map(({ search }) => search.size),
      [1000, 250],
    );
  });

  it('says so where one document alone is too large, asks seldom, and goes on once it is gone', async () => {
    add(3, (i) => NOW - 2_000 + i);
    const opened = await open();
    await opened.total(3);
    server.documents.push({ id: 'huge', timeMs: NOW - 1_000, source: { message: 'x'.repeat(9_000_000) } });
    add(1, () => NOW - 500, 'new');
    await opened.says(/answered with more than 8 MB for 1 record; it is asked again in/);
    const asked = server.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.ok(server.asked.length - asked < 60, `${server.asked.length - asked} requests`);
    server.documents.splice(
      server.documents.findIndex(({ id }) => id === 'huge'),
      1,
    );
    await opened.total(4);
  });

  const security = {
    error: { root_cause: [{ type: 'security_exception', reason: 'missing authentication credentials' }] },
    status: 401,
  };
  const BAD = [
    ['HTML', 200, '<html>proxy', /^Elasticsearch answered with a page of HTML/],
    [
      '401',
      401,
      JSON.stringify(security),
      /HTTP 401 \(who asks is not let in\): missing authentication credentials; it is asked/,
    ],
    ['429', 429, '{}', /^Elasticsearch answered with HTTP 429 \(too many requests\)/],
    ['half a body', 200, '{"hits":{"hits":[', /what is no answer of its API/],
    ['no _source', 200, '{"hits":{"hits":[{"_index":"a","_id":"b","sort":[1]}]}}', /documents without their `_source`/],
  ] as const;
  for (const [what, code, body, reason] of BAD)
    it(`says why nothing comes (${what}), and loses nothing`, async () => {
      add(1_500, (i) => NOW - 2_000 + i);
      let bad = true;
      server.fault = (response, index) => {
        if (!bad && index % 3 !== 0) return false;
        response.writeHead(code).end(body);
        return true;
      };
      const opened = await open();
      await opened.says(reason);
      bad = false;
      await opened.total(1_500);
      add(10, (i) => NOW - 100 + i, 'new');
      await opened.total(1_510);
      assert.deepEqual(await messages(), [...names(1_500), ...names(10, 'new')]);
    });
});
