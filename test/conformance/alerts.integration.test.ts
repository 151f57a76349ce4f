// Alerts beside a real Prometheus, for as long as a test may take; `npm run conformance -- alerts --minutes 10` does it longer.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { run } from './alerts.ts';

describe('alerts over targets with faults', function () {
  this.timeout(120_000);
  before(async function () {
    await need(this, 'prometheus');
  });

  it('are in the state in which a real Prometheus has them, at each evaluation', async () => {
    const lines: string[] = [];
    const { passed, total, skipped } = await run({ minutes: 0.4, seed: 7, list: 'failed' }, (line) => lines.push(line));
    assert.equal(passed, total, lines.join('\n'));
    assert.equal(skipped, 0);
    // Four groups, each second but the first; enough happened for it to say something.
    assert.ok(total >= 40, `${total} evaluations`);
    const [, changes = '0', alerts = '0'] =
      /: (\d+) changes of faults.* (\d+) alerts compared/.exec(lines.join('\n')) ?? [];
    assert.ok(Number(changes) >= 5 && Number(alerts) >= 50, lines.join('\n'));
  });
});
