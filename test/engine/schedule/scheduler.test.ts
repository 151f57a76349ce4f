import assert from 'node:assert/strict';
import { Scheduler } from '../../../src/engine/schedule/scheduler.ts';
import { FakeClock, turns } from '../../support/fakeClock.ts';

/** Lets all that is ready run: tasks that are due together begin in as many turns of the event loop. */
const settle = () => turns(60);

function scheduler(concurrency = 10, random = () => 0.5) {
  const clock = new FakeClock();
  const bugs: unknown[] = [];
  const it = new Scheduler({ clock, concurrency, random, onBug: (error) => bugs.push(error) });
  const advance = async (ms: number, stepMs = 100) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(stepMs);
      await settle();
    }
  };
  return { clock, scheduler: it, bugs, advance };
}

describe('Scheduler', () => {
  it('runs a task soon, then at its interval from start to start', async () => {
    const { scheduler: it, advance, clock } = scheduler();
    const starts: number[] = [];
    it.add({ id: 'a', intervalMs: 10_000, run: async () => void starts.push(clock.monotonic()) });
    await advance(31_000);
    assert.equal(starts.length, 4);
    assert.ok(starts[0]! <= 1_000);
    for (let i = 1; i < starts.length; i++) assert.ok(Math.abs(starts[i]! - starts[i - 1]! - 10_000) <= 200);
  });

  it('never lets a task overlap itself, and goes on at once after a run that took too long', async () => {
    const { scheduler: it, advance, clock } = scheduler();
    let running = 0;
    let most = 0;
    let runs = 0;
    it.add({
      id: 'slow',
      intervalMs: 1_000,
      run: async () => {
        runs++;
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 2_500));
        running--;
      },
    });
    await advance(10_000);
    assert.equal(most, 1);
    assert.ok(runs >= 3 && runs <= 4, `${runs} runs`);
  });

  it('runs all more seldom while nobody looks, and what is late at once when somebody does', async () => {
    const { scheduler: it, advance, clock } = scheduler();
    const starts: Record<string, number[]> = { often: [], seldom: [], urgent: [] };
    let isUrgent = false;
    const task = (id: string, intervalMs: number) => ({
      id,
      intervalMs,
      run: async () => void starts[id]?.push(clock.monotonic()),
    });
    it.add(task('often', 2_000));
    it.add(task('seldom', 60_000));
    it.add({ ...task('urgent', 2_000), isUrgent: () => isUrgent });
    const countOf = (id: string): number => starts[id]?.length ?? 0;
    await advance(11_000);
    const before = countOf('often');
    assert.ok(before >= 5, `${before}`);
    it.setLeastInterval(30_000);
    await advance(31_000);
    assert.equal(countOf('often'), before + 1);
    const quiet = countOf('often');
    await advance(10_000);
    assert.equal(countOf('often'), quiet);
    it.setLeastInterval(0);
    await advance(1_000);
    assert.equal(countOf('often'), quiet + 1, 'what is late runs at once');
    assert.equal(countOf('seldom'), 1, 'what is not does not');
    await advance(10_000);
    assert.equal(countOf('often'), quiet + 6, 'and goes on as before');
    isUrgent = true;
    it.setLeastInterval(30_000);
    const urgent = countOf('urgent');
    await advance(10_000);
    assert.equal(countOf('urgent'), urgent + 5, 'what is about to change is looked at as always');
  });

  it('keeps all tasks under one limit and starves none', async () => {
    const { scheduler: it, advance, clock } = scheduler(3, Math.random);
    const runs = new Map<string, number>();
    let running = 0;
    let most = 0;
    for (let i = 0; i < 30; i++) {
      it.add({
        id: `t${i}`,
        intervalMs: 5_000,
        run: async () => {
          runs.set(`t${i}`, (runs.get(`t${i}`) ?? 0) + 1);
          most = Math.max(most, ++running);
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 200));
          running--;
        },
      });
    }
    await advance(21_000);
    assert.equal(most, 3);
    assert.equal(runs.size, 30);
    for (const [id, count] of runs) assert.ok(count >= 3 && count <= 6, `${id}: ${count}`);
  });

  it('begins those that are due together one in a turn of the event loop, and none that is gone meanwhile', async () => {
    const { scheduler: it, clock } = scheduler();
    const runs: string[] = [];
    const tasks = ['a', 'b', 'c', 'd'].map((id) =>
      it.add({ id, intervalMs: 5_000, run: async () => void runs.push(id) }),
    );
    clock.advance(1_000);
    await turns(1);
    assert.deepEqual(runs, ['a']);
    tasks[1]?.dispose();
    void it.runNow('d');
    await turns(4);
    assert.deepEqual(runs, ['a', 'd', 'c'], 'none twice');
    it.dispose();
    await turns(2);
    assert.equal(clock.pendingTimers, 0);
  });

  it('spreads the first runs over 800 ms, and jitters the rest', async () => {
    const { scheduler: it, advance, clock } = scheduler(1_000, Math.random);
    const starts: number[][] = [];
    for (let i = 0; i < 400; i++) {
      const own: number[] = [];
      starts.push(own);
      it.add({ id: `t${i}`, intervalMs: 5_000, run: async () => void own.push(clock.monotonic()) });
    }
    await advance(7_000, 10);
    const firsts = Map.groupBy(starts, ([first]) => first);
    assert.ok(firsts.size >= 16, `${firsts.size} different starts`);
    for (const [atMs, together] of firsts) assert.ok(together.length < 70, `${together.length} at ${atMs} ms`);
    const waits = new Set(starts.map(([first = 0, second = 0]) => second - first));
    assert.ok(waits.size >= 8, `${waits.size} different waits`);
    assert.ok(Math.min(...waits) >= 4_700 && Math.max(...waits) <= 5_300, [...waits].join());
  });

  it('goes on after a run that rejects, and reports the bug', async () => {
    const { scheduler: it, advance, bugs } = scheduler();
    let runs = 0;
    it.add({
      id: 'bad',
      intervalMs: 1_000,
      run: () => {
        runs++;
        return Promise.reject(new Error('bug'));
      },
    });
    await advance(5_000);
    assert.ok(runs >= 4);
    assert.equal(bugs.length, runs);
  });

  it('runs now when asked, joining a run that is under way', async () => {
    const { scheduler: it, advance, clock } = scheduler();
    let runs = 0;
    it.add({
      id: 'a',
      intervalMs: 60_000,
      run: async () => {
        runs++;
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 500));
      },
    });
    await advance(1_500);
    assert.equal(runs, 1);
    const first = it.runNow('a');
    const second = it.runNow('a');
    await advance(1_000);
    await Promise.all([first, second]);
    assert.equal(runs, 2);
    await it.runNow('nothing of the name');
  });

  it('is not moved by the machine’s clock', async () => {
    const { scheduler: it, advance, clock } = scheduler();
    let runs = 0;
    it.add({ id: 'a', intervalMs: 10_000, run: async () => void runs++ });
    await advance(1_000);
    clock.jump(3_600_000);
    await advance(1_000);
    assert.equal(runs, 1);
    clock.jump(-7_200_000);
    await advance(10_000);
    assert.equal(runs, 2);
  });

  it('cancels a run under way and plans no other when it is disposed', async () => {
    const { scheduler: it, advance } = scheduler();
    let aborted = false;
    let runs = 0;
    const handle = it.add({
      id: 'a',
      intervalMs: 1_000,
      run: (signal) => {
        runs++;
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve();
          });
        });
      },
    });
    await advance(1_000);
    handle.dispose();
    await advance(5_000);
    assert.equal(aborted, true);
    assert.equal(runs, 1);
    assert.equal(it.inFlight, 0);
  });
});
