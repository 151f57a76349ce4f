import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import { createDashboardHandlers } from '../../../src/engine/dashboards/dashboardHandlers.ts';
import { DASHBOARD_LIMITS, type VariableAnswer } from '../../../src/protocol/dashboard.ts';
import { openStore, put } from '../store/storeSupport.ts';

/** Two hosts with a metric of each, and a counter of three routes. */
async function ask(query: string, regex = '', signal = new AbortController().signal): Promise<VariableAnswer> {
  const { store, clock } = openStore();
  const nowMs = clock.now();
  for (const [instance, job] of [
    ['node-1:9100', 'node'],
    ['node-2:9100', 'node'],
    ['api:8080', 'api'],
  ] as const)
    put(store, { __name__: 'up', instance, job }, nowMs, job === 'api' ? 0.5 : 1);
  put(store, { __name__: 'requests_total', instance: 'api:8080', job: 'api', route: '/x' }, nowMs, 3);
  const { variableValues } = createDashboardHandlers({ store, clock: systemClock });
  const answer = await variableValues(query, regex, nowMs, signal);
  store.dispose();
  return answer;
}

async function valuesOf(query: string, regex = ''): Promise<readonly string[]> {
  const answer = await ask(query, regex);
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.equal(answer.omitted, 0);
  return answer.values;
}

async function problemOf(query: string, regex = ''): Promise<string> {
  const answer = await ask(query, regex);
  assert.ok(!answer.ok, JSON.stringify(answer));
  return answer.problem;
}

describe('the values of a variable', () => {
  const INSTANCES = ['api:8080', 'node-1:9100', 'node-2:9100'];
  const rows: readonly (readonly [query: string, values: readonly string[]])[] = [
    ['label_values(instance)', INSTANCES],
    ['label_values(up, instance)', INSTANCES],
    ['label_values(up,instance) ', INSTANCES],
    ['label_values(up{job="node", instance=~".+"}, instance)', ['node-1:9100', 'node-2:9100']],
    ['label_values({job="api"}, __name__)', ['requests_total', 'up']],
    ['label_values(up, "instance")', INSTANCES],
    ['label_values(nothing, instance)', []],
    ['label_values(up, nothing)', []],
    ['label_values()', []],
    ['label_names()', ['__name__', 'instance', 'job', 'route']],
    ['label_names(up)', ['__name__', 'instance', 'job']],
    // Searched for, not the whole name.
    ['metrics(quest)', ['requests_total']],
    ['metrics(^u|total$)', ['requests_total', 'up']],
    ['metrics()', []],
    ['query_result()', []],
    ['', []],
    ['up{job="api"}', ['up{instance="api:8080",job="api"}']],
    ['query_result(count(up))', ['{} 3 AT']],
    ['query_result(up == 0.5)', ['up{instance="api:8080",job="api"} 0.5 AT']],
    ['query_result(topk(1, requests_total))', ['requests_total{instance="api:8080",job="api",route="/x"} 3 AT']],
    ['query_result(scalar(sum(up)))', ['2.5']],
    ['query_result("text")', ['text']],
  ];
  for (const [query, values] of rows)
    it(query === '' ? 'of nothing' : query, async () => {
      const found = await valuesOf(query);
      // The time of the evaluation, in milliseconds.
      assert.deepEqual(
        found.map((value) => value.replace(/ \d{12,}$/, ' AT')),
        values,
      );
    });

  const parts: readonly (readonly [title: string, query: string, regex: string, values: readonly string[]])[] = [
    ['the first group', 'label_values(up, instance)', '/([^:]+):.*/', ['api', 'node-1', 'node-2']],
    ['each once', 'label_values(up, instance)', '/.*:(\\d+)/', ['8080', '9100']],
    ['the whole without groups', 'label_values(up, instance)', '/node/', ['node-1:9100', 'node-2:9100']],
    ['found anywhere between slashes', 'label_values(up, instance)', '/-(\\d)/', ['1', '2']],
    ['the whole answer without slashes', 'label_values(up, job)', 'nod', []],
    ['the whole answer without slashes, matched', 'label_values(up, job)', 'no.e', ['node']],
    ['in any case with i', 'label_values(up, job)', '/NODE/i', ['node']],
    ['each match with g', 'label_values(up, instance)', '/(\\d+)/g', ['8080', '1', '9100', '2']],
    ['by name', 'label_values(up, instance)', '/(?<text>[^:]+):(?<value>\\d+)/', ['8080', '9100']],
    ['by name, text alone', 'label_values(up, instance)', '/(?<text>api|x):/', ['api']],
    [
      'of the values of two matches',
      'query_result(up{job="api"})',
      '/instance="(?<text>[^"]+)|job="(?<value>[^"]+)/g',
      ['api'],
    ],
    [
      'of a query, as the documentation has it',
      'query_result(up)',
      '/.*instance="([^"]*).*/',
      ['api:8080', 'node-1:9100', 'node-2:9100'],
    ],
    ['nothing where the group took no part', 'label_values(up, job)', '/node|(api)/', ['api']],
  ];
  for (const [title, query, regex, values] of parts)
    it(`are what a regular expression takes: ${title}`, async () =>
      assert.deepEqual([...(await valuesOf(query, regex))].sort(), [...values].sort()));

  const problems: readonly (readonly [query: string, regex: string, problem: RegExp])[] = [
    ['label_values(up{, instance)', '', /^unexpected /],
    ['label_values(rate(up[5m]), instance)', '', /^"rate\(up\[5m\]\)" is no selector of series\.$/],
    ['label_values($metric, instance)', '', /./],
    ['sum(up)', '', /^"sum\(up\)" is no selector of series\.$/],
    ['query_result(up[5m])', '', /one value/],
    ['query_result(sum(up)', '', /./],
    ['metrics((a)', '', /^The regular expression of the variable cannot be used: .*missing closing \)/],
    ['label_values(up, job)', '/a', /^The regular expression of the variable has no "\/" at its end: \/a$/],
    ['label_values(up, job)', '/(?!a)b/', /^The regular expression of the variable cannot be used: /],
    ['label_values(up, job)', '/a)(b/', /^The regular expression of the variable cannot be used: /],
    ['label_values(up, job)', '/(/', /^The regular expression of the variable cannot be used: /],
    [`label_values(up, ${'x'.repeat(200_000)})`, '', /longer than 100,000 characters/],
  ];
  for (const [query, regex, problem] of problems)
    it(`say what is wrong with ${query.slice(0, 50)} ${regex}`, async () =>
      assert.match(await problemOf(query, regex), problem));

  it('are not over the limit, and count what is left out', async () => {
    const { store, clock } = openStore();
    for (let i = 0; i < DASHBOARD_LIMITS.options + 5; i++)
      put(store, { __name__: 'm', path: `/p${i}` }, clock.now(), i);
    const { variableValues } = createDashboardHandlers({ store, clock: systemClock });
    const { signal } = new AbortController();
    for (const query of ['label_values(m, path)', 'query_result(m)', 'm']) {
      const answer = await variableValues(query, '', clock.now(), signal);
      assert.ok(answer.ok);
      assert.deepEqual([answer.values.length, answer.omitted], [DASHBOARD_LIMITS.options, 5], query);
    }
    store.dispose();
  });

  it('end in time with any regular expression', async () => {
    const { store, clock } = openStore();
    for (let i = 0; i < 20; i++) put(store, { __name__: 'm', long: 'a'.repeat(20_000) + i }, clock.now(), i);
    const { variableValues } = createDashboardHandlers({ store, clock: systemClock });
    const startMs = performance.now();
    const answer = await variableValues(
      'label_values(m, long)',
      '/(a*)*(a|aa)*b/g',
      clock.now(),
      new AbortController().signal,
    );
    assert.ok(performance.now() - startMs < 30_000);
    if (!answer.ok)
      assert.equal(answer.problem, 'The regular expression of the variable takes too long on its values.');
    store.dispose();
  });

  it('are no longer asked for once nobody waits for them', async () => {
    const { store, clock } = openStore();
    for (let i = 0; i < 3000; i++) put(store, { __name__: 'many', i: String(i) }, clock.now(), i);
    const { variableValues } = createDashboardHandlers({ store, clock: systemClock });
    const controller = new AbortController();
    const heavy = 'query_result(max_over_time(many[1h:1s]) + on(i) many)';
    const asked = variableValues(heavy, '', clock.now(), controller.signal);
    const other = variableValues('query_result(vector(1))', '', clock.now(), new AbortController().signal);
    controller.abort();
    assert.deepEqual(await asked, { ok: false, problem: 'The query was cancelled.' });
    // Nor does one question end another.
    assert.ok((await other).ok);
    store.dispose();
  });
});
