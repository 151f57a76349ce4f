// Two minutes of the soak: hundreds of targets with faults at random from a seed. `npm run bench -- soak --minutes N` for long.
import assert from 'node:assert/strict';
import path from 'node:path';
import { runToEnd } from '../support/provision/runToEnd.ts';

const MINUTES = 2;

describe('two minutes of hundreds of targets that fail at random', function () {
  this.timeout((MINUTES + 2) * 60_000);
  it('leave every status right, and memory, handles, timers and connections where they were', async () => {
    const main = path.join(import.meta.dirname, 'main.ts');
    const { code, output } = await runToEnd(process.execPath, [main, 'soak', '--json', '--minutes', String(MINUTES)], {
      timeoutMs: (MINUTES + 1) * 60_000,
    });
    assert.equal(code, 0, output);
    const line = output.split('\n').find((one) => one.startsWith('{')) ?? assert.fail(output);
    const { figures } = JSON.parse(line) as { figures: { name: string; value: number; met: boolean }[] };
    const judged = figures.find(({ name }) => name === 'statuses judged');
    assert.ok((judged?.value ?? 0) >= 3_000, line);
    assert.deepEqual(
      figures.filter(({ met }) => !met),
      [],
      output,
    );
  });
});
