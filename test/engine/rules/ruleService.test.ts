import assert from 'node:assert/strict';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { RuleService } from '../../../src/engine/rules/ruleService.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import type { AlertsUpdate, RuleFileProblems } from '../../../src/protocol/rules.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const FILE = `groups:
  - name: g
    interval: 10s
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Down
        expr: up == 0
        for: 20s
`;

describe('the rules of a workspace', () => {
  let clock: FakeClock;
  let store: MemoryStore;
  let service: RuleService;
  let told: readonly RuleFileProblems[];
  let updates: AlertsUpdate[];
  let log: string[];
  let bugs: unknown[];
  beforeEach(() => {
    clock = new FakeClock();
    store = new MemoryStore();
    told = [];
    updates = [];
    log = [];
    bugs = [];
    service = new RuleService({
      clock,
      store,
      unitOf: () => 'none',
      problems: (files) => (told = files),
      alerts: (update) => updates.push(update),
      evaluated: () => undefined,
      log: (_level, message) => log.push(message),
      onBug: (error) => bugs.push(error),
    });
  });
  afterEach(() => service.dispose());

  const up = (value: number): void => {
    const ref = store.ref(LabelSet.from({ __name__: 'up', job: 'api' }));
    store.append(ref, clock.now(), value);
  };
  const value = (query: string): number | undefined => {
    const result = instantQuerySync(store, query, clock.now());
    assert.ok(result.ok && result.result.type === 'vector');
    return result.result.samples[0]?.value;
  };

  it('are evaluated at their interval, into the store', () => {
    up(0);
    service.setFiles([{ uri: 'file:///rules.yml', text: FILE }]);
    clock.advance(0);
    assert.equal(value('job:up:sum{job="api"}'), 0);
    assert.equal(value('ALERTS{alertname="Down",alertstate="pending"}'), 1);
    clock.advance(10_000);
    assert.equal(value('ALERTS{alertstate="firing"}'), undefined);
    clock.advance(10_000);
    assert.equal(value('ALERTS{alertstate="firing"}'), 1);
  });

  it('keep their alerts where a file changes elsewhere', () => {
    up(0);
    service.setFiles([{ uri: 'file:///rules.yml', text: FILE }]);
    clock.advance(10_000);
    service.setFiles([{ uri: 'file:///rules.yml', text: `${FILE}  - name: other\n    rules: []\n` }]);
    clock.advance(10_000);
    assert.equal(value('ALERTS{alertstate="firing"}'), 1);
  });

  for (const [title, changed] of [
    ['a comment is written above them', `# a comment\n${FILE}`],
    ['another rule joins their group', `${FILE}      - record: other\n        expr: 1\n`],
    ['their expression changes', FILE.replace('up == 0', 'up < 1')],
  ] as const) {
    it(`keep their alerts where ${title}`, () => {
      up(0);
      service.setFiles([{ uri: 'file:///rules.yml', text: FILE }]);
      clock.advance(10_000);
      service.setFiles([{ uri: 'file:///rules.yml', text: changed }]);
      clock.advance(10_000);
      assert.equal(value('ALERTS{alertstate="firing"}'), 1);
    });
  }

  it('end their series when they are gone', () => {
    up(0);
    service.setFiles([{ uri: 'file:///rules.yml', text: FILE }]);
    clock.advance(0);
    assert.equal(value('ALERTS'), 1);
    clock.advance(5_000);
    service.setFiles([]);
    assert.equal(value('ALERTS'), undefined);
    assert.equal(value('job:up:sum'), undefined);
  });

  it('tell what is wrong with a file, which then counts as none', () => {
    up(0);
    service.setFiles([
      { uri: 'file:///bad.yml', text: FILE.replace('sum by', 'summ by') },
      { uri: 'file:///good.yml', text: FILE },
    ]);
    clock.advance(0);
    assert.deepEqual(
      told.map(({ uri, problems }) => [uri, problems.length]),
      [
        ['file:///bad.yml', 1],
        ['file:///good.yml', 0],
      ],
    );
    assert.equal(told[0]?.problems[0]?.range?.startLine, 5);
    assert.equal(clock.pendingTimers, 1);
    service.setFiles([]);
    assert.equal(clock.pendingTimers, 0);
  });

  it('are evaluated once after a long sleep, not once for each time that was missed', () => {
    const text = 'groups:\n  - name: g\n    interval: 10s\n    rules:\n      - record: one\n        expr: 1\n';
    service.setFiles([{ uri: 'file:///rules.yml', text }]);
    clock.advance(0);
    const samples = store.ref(LabelSet.from({ __name__: 'one' })).samples;
    assert.equal(samples.length, 1);
    clock.jump(3_600_000);
    clock.advance(10_000);
    assert.equal(samples.length, 2);
  });

  it('go on after a bug', () => {
    service.setFiles([{ uri: 'file:///rules.yml', text: FILE }]);
    const select = store.select.bind(store);
    store.select = () => {
      throw new Error('a bug');
    };
    clock.advance(0);
    assert.equal(bugs.length, 1);
    store.select = select;
    up(0);
    clock.advance(10_000);
    assert.equal(value('job:up:sum'), 0);
  });

  it('log the failure of a rule once', () => {
    up(1);
    const text =
      'groups:\n  - name: g\n    interval: 10s\n    rules:\n      - record: a\n        expr: label_replace(up, "b", "$1", "job", "(")\n';
    service.setFiles([{ uri: 'file:///rules.yml', text }]);
    clock.advance(30_000);
    assert.equal(log.length, 1);
    assert.match(log[0] ?? '', /^rule a of group g: invalid regular expression/);
  });
});
