import assert from 'node:assert/strict';
import type { ChoiceVariable, DashboardVariable } from '../../../src/model/dashboard.ts';
import { DASHBOARD_LIMITS } from '../../../src/protocol/dashboard.ts';
import { read } from './dashboardSupport.ts';

const variablesOf = (...list: readonly unknown[]): readonly DashboardVariable[] =>
  read({ panels: [], templating: { list } }).variables;

function choiceOf(raw: object): ChoiceVariable {
  const [only] = variablesOf({ name: 'v', ...raw });
  assert.ok(only?.kind === 'choice', JSON.stringify(only));
  return only;
}

describe('a variable of a dashboard', () => {
  it('that is asked for has its query, and what of the answers counts', () => {
    const [variable] = variablesOf({
      type: 'query',
      name: 'node',
      label: 'Host',
      datasource: { type: 'prometheus', uid: 'p' },
      query: { query: 'label_values(node_uname_info{job="$job"}, instance)', refId: 'StandardVariableQuery' },
      regex: '/([^:]+):.*/',
      multi: true,
      includeAll: true,
      allValue: '.+',
      current: { selected: true, text: ['All'], value: ['$__all'] },
      options: [{ text: 'old', value: 'old' }],
      hide: 0,
    });
    assert.deepEqual(variable, {
      kind: 'choice',
      name: 'node',
      label: 'Host',
      isHidden: false,
      options: [],
      query: 'label_values(node_uname_info{job="$job"}, instance)',
      regex: '/([^:]+):.*/',
      isMulti: true,
      hasAll: true,
      allValue: '.+',
      chosen: ['$__all'],
    });
  });

  const queries: readonly (readonly [title: string, raw: object, query: string])[] = [
    ['as a text', { query: 'label_values(up, job)' }, 'label_values(up, job)'],
    ['in an object', { query: { qryType: 1, query: 'label_values(up, job)' } }, 'label_values(up, job)'],
    ['as its definition', { query: {}, definition: 'label_values(up, job)' }, 'label_values(up, job)'],
    ['nowhere', {}, ''],
  ];
  for (const [title, raw, query] of queries)
    it(`has its query ${title}`, () => assert.equal(choiceOf({ type: 'query', ...raw }).query, query));

  // The examples of Grafana's documentation: `1,10,20,value`, `key1 : value1,key2 : value2`, and `\,` for a comma.
  const customs: readonly (readonly [query: string, options: readonly (readonly [text: string, value: string])[]])[] = [
    [
      '1,10, 20,value',
      [
        ['1', '1'],
        ['10', '10'],
        ['20', '20'],
        ['value', 'value'],
      ],
    ],
    [
      'key1 : value1,key2 : value2',
      [
        ['key1', 'value1'],
        ['key2', 'value2'],
      ],
    ],
    [
      'a\\,b,c',
      [
        ['a,b', 'a,b'],
        ['c', 'c'],
      ],
    ],
    ['http://a:1', [['http://a:1', 'http://a:1']]],
    ['a : b : c', [['a : b', 'c']]],
    [',,a,', [['a', 'a']]],
  ];
  for (const [query, options] of customs)
    it(`has the options of ${query}`, () =>
      assert.deepEqual(
        choiceOf({ type: 'custom', query }).options,
        options.map(([text, value]) => ({ text, value })),
      ));

  it('has the options that were read from JSON', () => {
    const options = [
      { text: 'One', value: '1' },
      { text: 'All', value: '$__all' },
    ];
    assert.deepEqual(choiceOf({ type: 'custom', valuesFormat: 'json', query: '[{"a":1}]', options }).options, [
      { text: 'One', value: '1' },
    ]);
  });

  it('of steps has all but the one that goes by the range', () => {
    const interval = { type: 'interval', query: "1m,10m,'1 h',auto", auto: true };
    const variable = choiceOf({ ...interval, current: { value: '10m' } });
    assert.deepEqual(
      variable.options.map(({ value }) => value),
      ['1m', '10m', '1 h'],
    );
    assert.deepEqual(variable.chosen, ['10m']);
    assert.deepEqual(choiceOf({ ...interval, current: { value: '$__auto_interval_v' } }).chosen, ['1m']);
  });

  const simple: readonly (readonly [raw: object, kind: 'text' | 'constant', value: string])[] = [
    [{ type: 'textbox', query: 'default', current: { value: 'typed' } }, 'text', 'typed'],
    [{ type: 'textbox', query: 'default' }, 'text', 'default'],
    [{ type: 'constant', query: 'prod', current: { value: 'old' } }, 'constant', 'prod'],
    [{ type: 'datasource', query: 'prometheus', current: { value: 'Main' } }, 'constant', 'Main'],
    [{ type: 'switch', current: { value: true } }, 'constant', 'true'],
  ];
  for (const [raw, kind, value] of simple)
    it(`is a ${kind}: ${JSON.stringify(raw)}`, () =>
      assert.deepEqual(variablesOf({ name: 'v', ...raw }), [{ name: 'v', label: 'v', isHidden: false, kind, value }]));

  const chosen: readonly (readonly [current: unknown, expected: readonly string[]])[] = [
    [{ value: 'a' }, ['a']],
    [{ value: ['a', 'b', 'a'] }, ['a', 'b']],
    [{ value: '$__all' }, ['$__all']],
    [{ value: ['$__all', 'a'] }, ['$__all']],
    [{ value: 5 }, ['5']],
    [{ value: '' }, []],
    [{}, []],
    [null, []],
  ];
  for (const [current, expected] of chosen)
    it(`has chosen ${JSON.stringify(current)}`, () =>
      assert.deepEqual(choiceOf({ type: 'custom', query: 'a,b', current }).chosen, expected));

  it('is hidden where the file hides it, not its label alone', () => {
    const hidden = [0, 1, 2].map((hide) => choiceOf({ type: 'custom', hide }).isHidden);
    assert.deepEqual(hidden, [false, false, true]);
  });

  it('of another data source has what the file has', () => {
    const list = [
      { type: 'query', name: 'v', datasource: { type: 'loki' }, query: 'x', options: [{ text: 'a', value: 'a' }] },
    ];
    const { variables, left } = read({ panels: [], templating: { list } });
    const [variable] = variables;
    assert.ok(variable?.kind === 'choice');
    assert.deepEqual([variable.query, variable.options], [undefined, [{ text: 'a', value: 'a' }]]);
    assert.deepEqual(left, ['One variable is not asked of Prometheus: it has only the values that the file has.']);
  });

  it('has a name that queries can refer to, once', () => {
    const names = variablesOf(
      { type: 'custom', name: 'a' },
      { type: 'custom', name: 'a' },
      { type: 'custom', name: 'a b' },
      { type: 'custom', name: '' },
      { type: 'custom' },
      { type: 'groupby', name: 'g' },
    ).map(({ name }) => name);
    assert.deepEqual(names, ['a']);
  });

  it('is not read over the limits', () => {
    const query = Array.from({ length: DASHBOARD_LIMITS.options + 2 }, (_, i) => `o${i}`).join(',');
    const list = Array.from({ length: DASHBOARD_LIMITS.variables + 1 }, (_, i) => ({
      type: 'custom',
      name: `v${i}`,
      query: i === 0 ? query : '',
    }));
    const { variables, left } = read({ panels: [], templating: { list } });
    assert.equal(variables.length, DASHBOARD_LIMITS.variables);
    const [first] = variables;
    assert.ok(first?.kind === 'choice' && first.options.length === DASHBOARD_LIMITS.options);
    assert.deepEqual(left, [
      'One variable more than Watchpost reads of a dashboard is left out.',
      '2 values of variables are left out, because there are too many.',
    ]);
  });
});
