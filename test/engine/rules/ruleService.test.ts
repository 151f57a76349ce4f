import assert from 'node:assert/strict';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
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
    build();
  });
  afterEach(() => service.dispose());

  function build(): void {
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
  }

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

  describe('in a large file', () => {
    /** Each look at the time costs a millisecond, as a rule that is read does. */
    class BusyClock extends FakeClock {
      #looks = 0;
      override monotonic(): number {
        return super.monotonic() + this.#looks++;
      }
      /** How often the thread was left to others. */
      pauses = 0;
      override setTimeout(callback: () => void, delayMs: number): Disposable {
        if (told.length === 0) this.pauses++;
        return super.setTimeout(callback, delayMs);
      }
    }
    let busy: BusyClock;
    const rules = (name: string, count: number, expr = 'up'): string =>
      `groups:\n  - name: ${name}\n    rules:\n${Array.from({ length: count }, (_, i) => `      - { record: "${name}:${i}", expr: ${expr} }\n`).join('')}`;
    const large = (expr?: string) => ({ uri: 'file:///large.yml', text: rules('large', 200, expr) });
    const small = { uri: 'file:///small.yml', text: rules('small', 1) };
    beforeEach(() => {
      clock = busy = new BusyClock();
      build();
    });

    it('are read in slices, and leave the thread to others in between', () => {
      service.setFiles([large()]);
      assert.deepEqual([told, service.recorded.size], [[], 0]);
      clock.advance(0);
      assert.equal(told.length, 1);
      assert.ok(busy.pauses >= 20, `each of 200 rules takes its time, in slices of ten: ${busy.pauses}`);
      assert.equal(service.recorded.size, 200);
    });

    it('stay as they are until the file is read', () => {
      service.setFiles([small]);
      service.setFiles([small, large()]);
      assert.deepEqual([...service.recorded], ['small:0']);
      service.setFiles([]);
      assert.equal(service.recorded.size, 0);
      clock.advance(60_000);
      assert.equal(service.recorded.size, 0, 'what was being read then is not taken any more');
    });

    it('are not read again where another file changes', () => {
      service.setFiles([large(), small]);
      clock.advance(0);
      told = [];
      service.setFiles([large(), { ...small, text: rules('other', 2) }]);
      assert.equal(told.length, 2, 'at once');
      assert.ok(service.recorded.has('large:199') && service.recorded.has('other:1'));
      told = [];
      service.setFiles([large('up + 0'), small]);
      assert.equal(told.length, 0, 'a changed one is');
    });
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

  it('are evaluated where they stand twice in a file, which is told at the place of the second', () => {
    up(0);
    const rule = FILE.slice(FILE.indexOf('      - record'), FILE.indexOf('      - alert'));
    service.setFiles([{ uri: 'file:///rules.yml', text: FILE + rule + rule }]);
    clock.advance(0);
    assert.deepEqual(
      told[0]?.problems.map(({ message, range, isLint }) => [
        message.split(':', 3).join(':'),
        range?.startLine,
        isLint,
      ]),
      [['job:up:sum', 9, true]],
    );
    assert.equal(value('job:up:sum{job="api"}'), 0);
  });

  it('are only checked where they are left to a Prometheus, and end where they were evaluated before', () => {
    up(0);
    const file = { uri: 'file:///rules.yml', text: FILE };
    service.setFiles([file]);
    clock.advance(0);
    assert.equal(value('ALERTS'), 1);
    clock.advance(5_000);
    service.setFiles([{ ...file, text: FILE.replace('sum by', 'summ by'), without: true }]);
    assert.equal(told[0]?.problems.length, 1);
    service.setFiles([{ ...file, without: true }]);
    clock.advance(30_000);
    assert.deepEqual([told[0]?.problems, value('ALERTS'), clock.pendingTimers], [[], undefined, 0]);
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

  it('that take too long say so, and the others run', () => {
    const text = FILE.replace(
      '    rules:\n',
      '    rules:\n      - record: slow\n        expr: count_over_time(slow_metric[5m])\n',
    );
    const ref = store.ref(LabelSet.from({ __name__: 'slow_metric' }));
    for (let i = 20_000; i > 0; i--) store.append(ref, clock.now() - i, 1);
    const select = store.select.bind(store);
    store.select = (matchers, fromMs, toMs) => {
      if (matchers.some((matcher) => matcher.value === 'slow_metric')) clock.advance(3_000);
      return select(matchers, fromMs, toMs);
    };
    up(0);
    service.setFiles([{ uri: 'file:///rules.yml', text }]);
    clock.advance(5_000);
    const [slow, sum, down] = service.statuses('file:///rules.yml');
    assert.match(slow?.error ?? '', /timed out/);
    assert.deepEqual([sum?.error, sum?.value, down?.error, down?.pending], [undefined, 0, undefined, 1]);
    assert.match(log.join(), /^rule slow of group g: .*timed out/);
    assert.deepEqual(bugs, []);
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
