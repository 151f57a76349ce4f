import assert from 'node:assert/strict';
import { readCommandOutput, type CommandOutput } from '../../../src/engine/health/readCommandOutput.ts';

interface Expected {
  readonly status: string;
  readonly reason: string | RegExp;
  readonly checks?: readonly string[];
  readonly format?: string;
}

function check(output: Partial<CommandOutput>, expected: Expected): void {
  const reading = readCommandOutput({ exitCode: 0, signal: null, stdout: '', stderr: '', ...output });
  assert.equal(reading.status, expected.status, reading.reason);
  if (typeof expected.reason === 'string') assert.equal(reading.reason, expected.reason);
  else assert.match(reading.reason, expected.reason);
  if (expected.format !== undefined) assert.equal(reading.format, expected.format);
  const checks = reading.checks.map(
    ({ name, status, message }) => `${name} ${status}${message === undefined ? '' : `: ${message}`}`,
  );
  assert.deepEqual(checks, expected.checks ?? []);
}

const MOAI_GOOD = '✅ database: Database accessible\n✅ disk_space: 80% free\n\n✅ All health checks passed\n';
const MOAI_BAD =
  '✅ database: Database accessible\n❌ disk_space: only 3% free\n   Details: {"free_gb": 1.2}\n✅ agents: 3 active\n\n❌ Some health checks failed\n';

const CASES: readonly (readonly [name: string, output: Partial<CommandOutput>, expected: Expected])[] = [
  ['exit 0 without output', {}, { status: 'up', reason: 'the command ended well', format: 'exit-code' }],
  ['exit 0 with output', { stdout: 'starting\nall fine\n\n' }, { status: 'up', reason: 'all fine' }],
  [
    'exit 1 with an error',
    { exitCode: 1, stdout: 'x\n', stderr: 'Traceback\nValueError: no database\n' },
    { status: 'down', reason: 'exit 1: ValueError: no database' },
  ],
  [
    'exit 1 with output only',
    { exitCode: 1, stdout: 'cannot connect\n' },
    { status: 'down', reason: 'exit 1: cannot connect' },
  ],
  [
    'exit 2 is no warning where nothing speaks of Nagios',
    { exitCode: 2, stdout: 'usage: x' },
    { status: 'down', reason: 'exit 2: usage: x' },
  ],
  ['a signal', { exitCode: null, signal: 'SIGKILL' }, { status: 'down', reason: 'ended by SIGKILL' }],
  ['colours', { stdout: '\u001b[32mall fine\u001b[0m\n' }, { status: 'up', reason: 'all fine' }],
  ['bytes', { stdout: Buffer.from('läuft\n') }, { status: 'up', reason: 'läuft' }],
  [
    'MoAI-Flow: basic, well',
    { stdout: '✅ Healthy - 3 active agents\n' },
    { status: 'up', reason: 'Healthy - 3 active agents', format: 'marked-lines' },
  ],
  [
    'MoAI-Flow: basic, bad',
    { exitCode: 1, stdout: '❌ Unhealthy - unable to open database file\n' },
    { status: 'down', reason: 'exit 1: Unhealthy - unable to open database file' },
  ],
  [
    'MoAI-Flow: well',
    { stdout: MOAI_GOOD },
    {
      status: 'up',
      reason: 'All health checks passed',
      checks: ['database up: Database accessible', 'disk_space up: 80% free'],
    },
  ],
  [
    'MoAI-Flow: bad',
    { exitCode: 1, stdout: MOAI_BAD },
    {
      status: 'down',
      reason: 'exit 1: disk_space is down: only 3% free ({"free_gb": 1.2})',
      checks: [
        'database up: Database accessible',
        'disk_space down: only 3% free ({"free_gb": 1.2})',
        'agents up: 3 active',
      ],
    },
  ],
  [
    'exit 0 although a check failed',
    { stdout: '[OK] db\n[FAIL] mq: refused\n' },
    { status: 'down', reason: 'mq is down: refused', checks: ['db up', 'mq down: refused'] },
  ],
  [
    'PASS and FAIL',
    { exitCode: 1, stdout: 'PASS db\nFAIL: mq: refused\n' },
    { status: 'down', reason: 'exit 1: mq is down: refused', checks: ['db up', 'mq down: refused'] },
  ],
  [
    'a warning',
    { stdout: '[WARN] disk: 85%\n[OK] db\n' },
    { status: 'degraded', reason: 'disk is degraded: 85%', checks: ['disk degraded: 85%', 'db up'] },
  ],
  [
    'Nagios OK',
    { exitCode: 0, stdout: 'DISK OK - 80% free | /=2643MB;5948\n' },
    { status: 'up', reason: 'DISK OK - 80% free', format: 'nagios' },
  ],
  [
    'Nagios WARNING',
    { exitCode: 1, stdout: 'WARNING - load average: 9\n' },
    { status: 'degraded', reason: 'exit 1: WARNING - load average: 9' },
  ],
  [
    'Nagios CRITICAL',
    { exitCode: 2, stdout: 'CRITICAL: no route\n' },
    { status: 'down', reason: 'exit 2: CRITICAL: no route' },
  ],
  [
    'Nagios UNKNOWN',
    { exitCode: 3, stdout: 'UNKNOWN - no argument\n' },
    { status: 'unknown', reason: 'exit 3: UNKNOWN - no argument' },
  ],
  [
    'JSON',
    { stdout: '{"status":"degraded","services":{"a":true,"b":false}}' },
    { status: 'degraded', reason: 'b is down', format: 'status-object', checks: ['a up', 'b down'] },
  ],
  [
    'OK and then a failure is no plugin',
    { exitCode: 1, stdout: 'OK\n', stderr: 'boom' },
    { status: 'down', reason: 'exit 1: boom' },
  ],
  [
    'JSON with a word that nobody knows',
    { stdout: '{"state":"indexing"}' },
    { status: 'up', reason: '{"state":"indexing"}' },
  ],
  [
    'JSON that says ok, and exit 1',
    { exitCode: 1, stdout: '{"status":"ok"}' },
    { status: 'down', reason: /the command failed; the service says "ok"/ },
  ],
  ['JSON that is no health body', { stdout: '{"rows":3}' }, { status: 'up', reason: '{"rows":3}' }],
];

describe('readCommandOutput', () => {
  for (const [name, output, expected] of CASES) it(name, () => check(output, expected));
});
