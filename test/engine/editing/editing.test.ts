import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import { createEditingHandlers } from '../../../src/engine/editing/editingHandlers.ts';
import { applyEdits, formatExprs } from '../../../src/engine/editing/formatExprs.ts';
import { inferUnit } from '../../../src/engine/scrape/inferUnit.ts';
import type { ExprDocument } from '../../../src/protocol/editing.ts';
import { openStore, put } from '../store/storeSupport.ts';

const signal = new AbortController().signal;

/** A store with `heap_bytes` of two instances and a counter of two routes over five minutes. */
function scene(recorded: readonly string[] = []) {
  const { store, clock } = openStore();
  const nowMs = clock.now();
  for (let ageS = 300; ageS >= 0; ageS -= 10) {
    for (const [instance, value] of [
      ['a', 1024],
      ['b', 4096],
    ] as const)
      put(store, { __name__: 'heap_bytes', job: 'api', instance }, nowMs - ageS * 1000, value);
    for (const route of ['/', '/x "y"'])
      put(store, { __name__: 'requests_total', job: 'api', route }, nowMs - ageS * 1000, 300 - ageS);
  }
  // The store's clock tells the moment, the system's how long a query takes.
  const handlers = createEditingHandlers({
    store,
    clock: { ...systemClock, now: () => nowMs, monotonic: () => systemClock.monotonic() },
    unitOf: inferUnit,
    recorded: () => Promise.resolve(new Set(recorded)),
  });
  return { store, handlers };
}

function ruleFile(expr: string): string {
  return `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n`;
}

/** A document and the place of `‸` in it. */
function cursor(text: string, language: ExprDocument['language'] = 'promql'): [ExprDocument, number] {
  return [{ language, text: text.replace('‸', '') }, text.indexOf('‸')];
}

describe('the value of the part of an expression under the cursor', () => {
  const valueAt = async (text: string, language?: ExprDocument['language']) => {
    const { handlers, store } = scene();
    const [document, offset] = cursor(text, language);
    const value = await handlers.exprValue(document, offset, signal);
    store.dispose();
    return value && { ...value, source: document.text.slice(value.start, value.end) };
  };

  it('is that of a selector, a range, a function, an aggregation and an operation', async () => {
    const query = 'sum by (job) (rate(requests_total{job="api"}[1m])) > bool 2 * (heap_bytes)';
    const parts: readonly (readonly [before: string, text: string, series: number, first: number])[] = [
      ['sum by (job) (rate(reque', 'requests_total{job="api"}', 2, 300],
      ['sum by (job) (rate(requests_total{job="api"}[1', 'requests_total{job="api"}[1m]', 2, 300],
      ['sum by (job) (ra', 'rate(requests_total{job="api"}[1m])', 2, 1],
      ['su', 'sum by (job) (rate(requests_total{job="api"}[1m]))', 1, 2],
      ['sum by (job) (rate(requests_total{job="api"}[1m])) > bool 2 * (he', 'heap_bytes', 2, 1024],
      ['sum by (job) (rate(requests_total{job="api"}[1m])) > bool 2 ', '2 * (heap_bytes)', 2, 2048],
    ];
    for (const [before, text, series, first] of parts) {
      const value = await valueAt(`${before}‸${query.slice(before.length)}`);
      assert.deepEqual([value?.text, value?.series, value?.values[0]?.value], [text, series, first]);
      assert.equal(value?.failure, undefined);
    }
  });

  it('says labels, unit and how much it is', async () => {
    const value = await valueAt('heap_‸bytes{instance="b"}');
    assert.deepEqual(value?.values, [{ labels: 'heap_bytes{instance="b", job="api"}', value: 4096 }]);
    assert.equal(value?.unit, 'bytes');
    const range = await valueAt('rate(requests_total[‸1m])');
    assert.deepEqual([range?.type, range?.samples], ['matrix', 12]);
  });

  it('is found in a rule file, whatever the quotes', async () => {
    for (const written of [
      `'sum(heap_‸bytes{instance="b"}) > 1'`,
      '"sum(heap_‸bytes{instance=\\"b\\"}) > 1"',
      '|\n          sum(\n            heap_‸bytes{instance="b"}\n          ) > 1\n',
    ]) {
      const value = await valueAt(ruleFile(written), 'rules');
      assert.match(value?.source ?? '', /^heap_bytes\{instance=\\?"b\\?"\}$/);
      assert.equal(value?.values[0]?.value, 4096);
    }
  });

  it('is nothing for a number, outside of an expression and where the query is not valid', async () => {
    assert.equal(await valueAt('heap_bytes > 2‸5'), undefined);
    assert.equal(await valueAt('rate(heap_‸bytes)'), undefined);
    assert.equal(await valueAt(ruleFile('up').replace('alert', 'al‸ert'), 'rules'), undefined);
  });

  it('says why there is none', async () => {
    const value = await valueAt('heap_bytes +‸ on() requests_total');
    assert.match(value?.failure ?? '', /many-to-many|duplicate series/);
  });
});

describe('completion in an expression', () => {
  const labelsAt = async (text: string, language?: ExprDocument['language']) => {
    const { handlers, store } = scene();
    const [document, offset] = cursor(text, language);
    const found = await handlers.exprCompletions(document, offset, signal);
    store.dispose();
    return {
      labels: found?.items.map(({ label }) => label) ?? [],
      inserts: found?.items.map(({ insert }) => insert) ?? [],
      replaced: found && document.text.slice(found.start, found.end),
    };
  };

  const cases: readonly (readonly [text: string, labels: readonly string[]])[] = [
    ['heap_bytes{‸}', ['instance', 'job']],
    ['requests_total{job="api",‸', ['job', 'route']],
    ['{__name__="requests_total",r‸}', ['route']],
    ['requests_total{job="‸"}', ['api']],
    ['heap_bytes{instance=‸}', ['a', 'b']],
    ['heap_bytes{job="nobody",instance="‸"}', []],
    ['rate(requests_total[‸])', ['1m', '5m', '10m', '15m', '30m', '1h', '6h', '1d', '7d']],
    ['rate(requests_total[3‸])', ['3ms', '3s', '3m', '3h', '3d', '3w', '3y']],
    ['heap_bytes offset 2‸', ['2ms', '2s', '2m', '2h', '2d', '2w', '2y']],
    ['sum by (‸) (requests_total)', ['job', 'route']],
    ['sum(requests_total) by (j‸', ['job']],
    ['sum ‸', ['by', 'without']],
    ['sum(heap_bytes) ‸', ['by', 'without', 'offset', 'and', 'or', 'unless']],
    ['heap_bytes u‸', ['unless']],
    ['a / on(x) grou‸', ['group', 'group_left', 'group_right']],
    ['heap_bytes @ ‸', ['start()', 'end()']],
    ['"a‸b"', []],
    ['heap_bytes # by the wa‸', []],
    ['1‸', []],
  ];
  for (const [text, labels] of cases) {
    it(`offers ${labels.join(', ') || 'nothing'} at ${text}`, async () => {
      assert.deepEqual((await labelsAt(text)).labels.toSorted(), labels.toSorted());
    });
  }

  it('offers metrics, functions and aggregations where a value may stand', async () => {
    const all = (await labelsAt('1 + ‸')).labels;
    for (const one of ['heap_bytes', 'requests_total', 'rate', 'histogram_quantile', 'sum', 'topk', 'on', 'ignoring'])
      assert.ok(all.includes(one), one);
    assert.ok(!all.includes('bool'));
    assert.ok((await labelsAt('heap_bytes > ‸')).labels.includes('bool'));
    const typed = await labelsAt('sum(rate(requ‸ests))');
    assert.deepEqual([typed.labels, typed.replaced], [['requests_total'], 'requests']);
  });

  it('writes values as PromQL and the file need them', async () => {
    assert.deepEqual((await labelsAt('requests_total{route="‸"}')).inserts, ['/', '/x \\"y\\"']);
    assert.deepEqual((await labelsAt('requests_total{route=‸}')).inserts, ['"/"', '"/x \\"y\\""']);
    assert.deepEqual((await labelsAt('requests_total{route="‸')).inserts, ['/"', '/x \\"y\\""']);
    assert.deepEqual((await labelsAt("requests_total{route='‸'}")).inserts, ['/', '/x "y"']);
    const quoted = await labelsAt(ruleFile('"requests_total{route=\\"‸\\"}"'), 'rules');
    assert.deepEqual(quoted.inserts, ['/', '/x \\\\\\"y\\\\\\"']);
    assert.equal(quoted.replaced, '');
  });

  it('is there in an expression that is only begun', async () => {
    assert.ok((await labelsAt(ruleFile('‸'), 'rules')).labels.includes('heap_bytes'));
    assert.deepEqual((await labelsAt(ruleFile('|\n          sum by (j‸'), 'rules')).labels, ['job']);
    assert.deepEqual((await labelsAt('groups:\n  - na‸me: x', 'rules')).labels, []);
  });
});

describe('the form of expressions', () => {
  const formatted = (text: string, language: ExprDocument['language'] = 'rules'): string =>
    applyEdits(text, formatExprs({ language, text }));
  it('is that of Prometheus, in the quotes that are there', () => {
    for (const [written, expected] of [
      ['sum( up )by(job)>1', 'sum by (job) (up) > 1'],
      [`'up{a="it''s"}==0'`, `'up{a="it''s"} == 0'`],
      ['"up{a=\\"b\\"}==0"', '"up{a=\\"b\\"} == 0"'],
      ['|\n            up==0\n', '|\n            up == 0\n'],
      ['>-\n          up\n          ==0', '>-\n          up == 0'],
    ] as const)
      assert.equal(formatted(ruleFile(written)), ruleFile(expected));
    assert.equal(formatted('sum( up )', 'promql'), 'sum(up)\n');
  });

  it('breaks what is long into lines, in a block', () => {
    const [one, other] = ['"/a"', '"/b"'].map((route) => `sum by (job) (rate(requests_total{route=${route}}[5m]))`);
    const lines = [one, '  /', `    ${other}`, '>', '  0.05'].map((line) => `          ${line}`);
    assert.equal(formatted(ruleFile(`${one}/${other}>0.05`)), ruleFile(`|-\n${lines.join('\n')}`));
    assert.equal(formatted(formatted(ruleFile(`${one}/${other}>0.05`))), formatted(ruleFile(`${one}/${other}>0.05`)));
  });

  it('keeps comments, mistakes and what YAML would read otherwise', () => {
    for (const written of [
      '|\n          # why\n          up==0\n',
      'rate(up)',
      // Plain, it would be a mapping.
      `'{job="api"}'`,
      '|1\n          up==0\n',
    ])
      assert.equal(formatted(ruleFile(written)), ruleFile(written));
    const odd = ruleFile('up{a="x"}==0 or up{b = "c: d"}');
    assert.equal(formatted(odd), odd, 'a colon and a blank end a plain text');
  });
});

describe('hints about names that nobody knows', () => {
  const hintsOf = async (text: string, language: ExprDocument['language'] = 'promql', recorded: string[] = []) => {
    const { handlers, store } = scene(recorded);
    const hints = await handlers.exprHints({ language, text }, signal);
    store.dispose();
    return hints.map(({ start, end, message }) => [text.slice(start, end), message]);
  };

  it('are on metrics, labels of matchers and labels of groupings', async () => {
    assert.deepEqual(
      await hintsOf('sum by (job, nobody) (rate(requests{x="y"}[5m])) / heap_bytes{route="/",job="api"}'),
      [
        ['nobody', 'No stored series has the label nobody.'],
        ['requests', 'No metric requests is stored, and no rule records it.'],
        ['route', 'No stored series of heap_bytes has the label route.'],
      ],
    );
  });

  it('are at their place in a rule file', async () => {
    assert.deepEqual(await hintsOf(ruleFile('"rate(nothing_total{job=\\"a\\"}[5m]) > 1"'), 'rules'), [
      ['nothing_total', 'No metric nothing_total is stored, and no rule records it.'],
    ]);
  });

  it('are not on what rules record, what they make, and what matches without the label', async () => {
    const file = `groups:
  - name: g
    rules:
      - { record: 'own:sum', expr: sum(heap_bytes) }
      - { record: 'other', expr: 'own:sum + theirs:sum + ALERTS{x="y"} + heap_bytes{z!="1"}' }
`;
    assert.deepEqual(await hintsOf(file, 'rules', ['theirs:sum']), []);
    assert.deepEqual(await hintsOf('sum by (new) (label_replace(heap_bytes, "new", "$1", "job", "(.*)"))'), []);
  });

  it('are none while nothing is stored, and where the query is not valid', async () => {
    const { store } = openStore();
    const handlers = createEditingHandlers({
      store,
      clock: systemClock,
      unitOf: inferUnit,
      recorded: () => Promise.resolve(new Set()),
    });
    assert.deepEqual(await handlers.exprHints({ language: 'promql', text: 'nothing' }, signal), []);
    store.dispose();
    assert.deepEqual(await hintsOf('rate(nothing)'), []);
  });
});
