import assert from 'node:assert/strict';
import { type Job, sideBySide } from '../../scripts/sideBySide.ts';

const job = (name: string, script: string): Job => ({ name, command: [process.execPath, '-e', script] });

describe('jobs side by side', () => {
  const { log } = console;
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    console.log = (text: string) => void printed.push(text);
  });
  afterEach(() => {
    console.log = log;
  });

  it('tell which failed, and go on after it', async () => {
    const outcomes = await sideBySide([job('a', 'process.exit(3)'), job('b', ''), job('c', '')], 1);
    assert.deepEqual(
      outcomes.map((outcome) => [outcome.job.name, outcome.code]),
      [
        ['a', 3],
        ['b', 0],
        ['c', 0],
      ],
    );
    assert.match(printed[0] ?? '', /^\n── a: \d+\.\d s, failed with 3\n$/);
  });

  it('are taken from both ends, and print what they wrote whole', async () => {
    const talk = (name: string): Job =>
      job(name, `console.log('${name} begins'); setTimeout(() => console.error('${name} ends'), 300)`);
    const outcomes = await sideBySide([talk('a'), talk('b'), talk('c'), talk('d')], 2);
    const names = outcomes.map((outcome) => outcome.job.name);
    assert.deepEqual(new Set(names.slice(0, 2)), new Set(['a', 'd']));
    assert.deepEqual(new Set(names.slice(2)), new Set(['b', 'c']));
    for (const [i, name] of names.entries()) {
      assert.match(printed[i] ?? '', new RegExp(`^\\n── ${name}: \\d+\\.\\d s\\n${name} begins\\n${name} ends$`));
    }
  });
});
