import assert from 'node:assert/strict';
import { runbookPaths } from '../../../src/ui/runbooks/runbookFile.ts';
import { canBeTyped, runbookSteps, slugOf, stepsFor } from '../../../src/ui/runbooks/runbookSteps.ts';
import { assertComputed } from '../../support/cpuTime.ts';

/** As Asset Forge's guide has them. */
const RUNBOOK = `### Runbook Examples

**API Down:**
\`\`\`bash
# 1. Check API status
curl http://localhost:3004/api/health

# 4. Restart if needed
pm2 restart asset-forge-api
\`\`\`

**High Memory Usage:**
\`\`\`bash
# 2. Identify process
ps aux --sort=-%mem | head
\`\`\`

## Others

\`\`\`js
process.exit()
\`\`\`
~~~sh
for i in 1 2; do
  echo $i \\
  # no comment of its own
done
~~~
\`\`\`console
$ pm2 list
a table
$ pm2 flush
\`\`\`
\`\`\`bash
`;

describe('the steps of a runbook', () => {
  it('are its blocks of shell, cut at their comments, by section', () => {
    assert.deepEqual(
      runbookSteps(RUNBOOK).map(({ section, title, command, line }) => [section, title, command, line]),
      [
        ['API Down', 'Check API status', 'curl http://localhost:3004/api/health', 5],
        ['API Down', 'Restart if needed', 'pm2 restart asset-forge-api', 8],
        ['High Memory Usage', 'Identify process', 'ps aux --sort=-%mem | head', 14],
        ['Others', 'for i in 1 2; do', 'for i in 1 2; do\n  echo $i \\\n  # no comment of its own\ndone', 23],
        ['Others', 'pm2 list', 'pm2 list\npm2 flush', 29],
      ],
    );
  });

  it('are found by the name of an alert, and by a link', () => {
    const steps = runbookSteps(RUNBOOK);
    assert.equal(stepsFor(steps, 'ApiDown').length, 2);
    assert.equal(stepsFor(steps, 'high_memory_usage').length, 1);
    assert.equal(stepsFor(steps, 'Other').length, 0);
    assert.equal(stepsFor(steps, '').length, 0);
    assert.equal(slugOf('High Memory Usage'), 'high-memory-usage');
    assert.equal(slugOf('API: Down!'), 'api-down');
  });

  it('are not run where they hide what they do, or are too long to be shown', () => {
    const refused = (command: string): string | undefined => runbookSteps(`\`\`\`sh\n${command}\n\`\`\``)[0]?.refused;
    assert.equal(refused('if true\n\tthen echo\n\t\tline'), undefined);
    // Typed at a shell, a tab has it complete the word to something else.
    for (const hidden of [
      'a \u202e b',
      'a\u200bb',
      'a\u001b[8mb',
      'a\u0007',
      'a \u2066 b',
      'a\u0000b',
      'x\ry',
      'cat ./a\tb',
      'a\u2028b',
    ])
      assert.match(refused(hidden) ?? '', /cannot be seen/, JSON.stringify(hidden));
    assert.match(refused('x'.repeat(1_001)) ?? '', /too long/);
    assert.match(refused(Array(21).fill('x').join('\n')) ?? '', /too long/);
  });
});

describe('a runbook that is made to take for ever', () => {
  for (const [what, text] of [
    ['fences', '```\n'.repeat(100_000)],
    ['marks', `# ${'#'.repeat(500_000)}x`],
    ['blanks', `# a${' '.repeat(500_000)}x`],
    ['a bold line', `**a**${' '.repeat(500_000)}x`],
  ] as const) {
    it(`is read at once: ${what}`, () => {
      const before = process.threadCpuUsage();
      assert.deepEqual(runbookSteps(text), []);
      assertComputed(1_000, before);
    });
  }
});

describe('a step', () => {
  it('can be typed without being run where it is one line', () => {
    assert.equal(canBeTyped('pm2 restart api'), true);
    // A terminal runs what stands before the end of a line, whatever it is told.
    assert.equal(canBeTyped('echo this\nrm -r that'), false);
  });

  it('is indented by blanks', () => {
    assert.equal(runbookSteps('```sh\nif true\n\t\tthen x\n```')[0]?.command, 'if true\n    then x');
  });
});

describe('where a runbook may lie', () => {
  for (const [address, paths, fragment] of [
    ['docs/runbooks/api.md#api-down', ['docs/runbooks/api.md'], 'api-down'],
    ['./runbook.md', ['runbook.md'], ''],
    [
      'https://github.com/us/shop/blob/main/docs/api.md',
      [
        'us/shop/blob/main/docs/api.md',
        'shop/blob/main/docs/api.md',
        'blob/main/docs/api.md',
        'main/docs/api.md',
        'docs/api.md',
        'api.md',
      ],
      '',
    ],
    ['https://wiki.example/runbooks/api', undefined, undefined],
    ['../outside.md', undefined, undefined],
    ['docs/%2e%2e/%2e%2e/outside.md', undefined, undefined],
    ['https://x.example/a/..%2f..%2foutside.md', undefined, undefined],
    ['file:///etc/x.md', undefined, undefined],
    ['command:evil.md', undefined, undefined],
    ['a%zz.md', undefined, undefined],
    ['', undefined, undefined],
  ] as const) {
    it(`is ${paths === undefined ? 'nowhere' : paths.join(' or ')}: ${address}`, () => {
      const found = runbookPaths(address);
      assert.deepEqual(found?.paths, paths);
      assert.equal(found?.fragment, fragment);
    });
  }
});
