import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOrigin } from '../../../src/engine/connections/commandOrigin.ts';
import type { CommandProbeConfig, Template } from '../../../src/model/service.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';
import { SOON_MS } from '../../support/soon.ts';

const NODE = process.execPath;

function command(words: readonly (string | Template)[], rest: Partial<CommandProbeConfig> = {}): CommandProbeConfig {
  return {
    ...BASE,
    timeoutMs: 20_000,
    kind: 'command',
    command: words.map((word) => (typeof word === 'string' ? [word] : word)),
    cwd: process.cwd(),
    env: [],
    ...rest,
  };
}
const js = (script: string, ...args: string[]): CommandProbeConfig => command([NODE, '-e', script, ...args]);
const sh = (script: string, rest: Partial<CommandProbeConfig> = {}): CommandProbeConfig =>
  command(['/bin/sh', '-c', script], rest);

/** Whether the process still does something: one that has ended but that nobody has asked after is a zombie. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('command probe', function () {
  let kit: Kit;
  before(function () {
    if (process.platform === 'win32') this.skip();
    kit = probeKit();
  });
  after(() => kit?.dispose());

  it('reads exit code and output', async () => {
    const good = await kit.run(sh('echo fine'));
    assert.deepEqual([good.status, good.reason], ['up', 'fine']);
    assert.equal(sampleOf(good, 'probe_command_exit_code'), 0);
    assert.equal(sampleOf(good, 'probe_success'), 1);
    assert.deepEqual([good.response?.code, good.response?.body], [0, 'fine\n']);
    const bad = await kit.run(sh('echo out; echo broken >&2; exit 3'));
    assert.equal(bad.status, 'down');
    assert.match(bad.reason, /exit 3.*broken/);
    assert.equal(bad.response?.body, 'out\n\n--- standard error ---\nbroken\n');
  });

  it('hands arguments over as they are: no shell', async () => {
    const nasty = ['$(id)', '`id`', '; id', '| id', '"', "'", '\\', '*', '~', 'a\nb', '', '--', '${HOME}'];
    const result = await kit.run(js('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...nasty));
    assert.deepEqual(JSON.parse(result.response?.body ?? ''), nasty);
  });

  it('has the environment, the folder and nothing to read', async () => {
    const result = await kit.run(sh('pwd; echo "$GREETING"; cat', { cwd: '/', env: [['GREETING', ['hi']]] }));
    assert.equal(result.response?.body, '/\nhi\n');
  });

  it('keeps 64 kB of output and counts the rest', async () => {
    const result = await kit.run(js('process.stdout.write("x".repeat(300000))'));
    assert.equal(result.response?.bodyBytes, 300_000);
    assert.equal(result.response?.bodyTruncated, true);
    assert.match(result.response?.body ?? '', /^x{65536}\n--- 229 kB more were dropped ---$/);
  });

  it('keeps no half of a secret where its output is cut', async () => {
    kit.secrets.set([{ name: 'token', value: 'hunter2/hunter2', origins: [] }]);
    const result = await kit.run(js('process.stdout.write("x".repeat(65528) + "hunter2/hunter2".repeat(9))'));
    kit.secrets.set([]);
    assert.match(result.response?.body ?? '', /^x{65528}\$\{secret:token\}\n--- /);
  });

  it('says why it cannot be started', async () => {
    for (const [config, reason] of [
      [command(['/nowhere/program']), /there is no such program, or no folder .* \(ENOENT\)$/],
      [command(['/etc/passwd']), /is not executable \(EACCES\)$/],
      [sh('true', { cwd: '/nowhere' }), /no folder \/nowhere \(ENOENT\)$/],
      [command([]), /the command is empty/],
      [command(['/bin/echo', 'a\0b']), /could not be started/],
    ] as const) {
      const result = await kit.run(config);
      assert.match(result.reason, reason);
      assert.equal(result.status, 'unknown');
    }
  });

  it('says which signal ended it', async () => {
    const result = await kit.run(sh('kill -SEGV $$'));
    assert.equal(result.status, 'down');
    assert.match(result.reason, /SIGSEGV/);
  });

  it('ends the whole process group at the timeout, also where it does not want to', async () => {
    const script = 'trap "" TERM; (trap "" TERM; sleep 60) & echo $!; wait; sleep 60';
    const started = performance.now();
    const result = await kit.run(sh(script, { timeoutMs: 150 }));
    const tookMs = performance.now() - started;
    assert.equal(result.reason, '"/bin/sh" did not end within 150ms and was ended');
    assert.equal(result.status, 'down');
    assert.ok(tookMs < SOON_MS, `${tookMs} ms`);
    const child = Number(result.response?.body);
    assert.ok(child > 1);
    // What was killed is gone once the system has got round to it.
    for (let i = 0; i < 50 && isRunning(child); i++) await sleep(10);
    assert.equal(isRunning(child), false);
  });

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController();
    const run = kit.run(sh('trap "" TERM; sleep 60', { timeoutMs: 60_000 }), controller.signal);
    await sleep(50);
    const cancelled = performance.now();
    controller.abort();
    const result = await run;
    assert.ok(performance.now() - cancelled < SOON_MS);
    assert.deepEqual([result.status, result.reason], ['unknown', 'the run was cancelled']);
    const early = await kit.run(sh('true'), AbortSignal.abort());
    assert.equal(early.reason, 'the run was cancelled');
  });

  it('does not wait for what the program leaves behind, and ends it', async () => {
    const started = performance.now();
    const result = await kit.run(sh('sleep 60 & echo $!', { timeoutMs: 60_000 }));
    assert.equal(result.status, 'up');
    assert.ok(performance.now() - started < SOON_MS);
    await sleep(10);
    assert.equal(isRunning(Number(result.response?.body)), false);
  });

  it('binds a secret to the whole command line, and shows it nowhere', async () => {
    const config = command(['/bin/echo', 'key:', [{ secret: 'k' }]], { env: [['TOKEN', [{ secret: 'k' }]]] });
    const origin = commandOrigin(config);
    assert.equal(origin, `command:TOKEN='\${secret:k}' /bin/echo key: '\${secret:k}' (in ${process.cwd()})`);
    const missing = await kit.run(config);
    assert.deepEqual(missing.secretNeeded, { name: 'k', origin, why: 'missing' });
    kit.secrets.set([{ name: 'k', value: 'hush-hush', origins: [origin] }]);
    const result = await kit.run(config);
    assert.equal(result.response?.body, 'key: ${secret:k}\n');
    assert.doesNotMatch(JSON.stringify(result), /hush/);
    const changed = await kit.run({ ...config, command: [['/bin/echo'], ['evil'], [{ secret: 'k' }]] });
    assert.equal(changed.secretNeeded?.why, 'originRefused');
  });
});
