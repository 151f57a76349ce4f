import assert from 'node:assert/strict';
import { readDemoOptions } from '../../scripts/demo/options.ts';

describe('the options of npm run demo', () => {
  it('are read, with what there is without them', () => {
    assert.deepEqual(readDemoOptions([]), { opens: true, builds: true });
    assert.deepEqual(readDemoOptions(['--for', '1.5', '--no-open', '--no-build']), {
      forSeconds: 1.5,
      opens: false,
      builds: false,
    });
    for (const help of ['--help', '-h']) assert.equal(readDemoOptions([help]), 'help');
  });

  it('are refused with a sentence', () => {
    for (const [args, wrong] of [
      [['--for', 'ever'], /^"ever" is no number of seconds$/],
      [['--for', ''], /^"" is no number of seconds$/],
      [['--for'], /--for/],
      [['--nonsense'], /Unknown option '--nonsense'/],
      [['nonsense'], /Unexpected argument 'nonsense'/],
    ] as const) {
      const read = readDemoOptions(args);
      assert.match(typeof read === 'object' && 'wrong' in read ? read.wrong : '', wrong);
    }
  });
});
