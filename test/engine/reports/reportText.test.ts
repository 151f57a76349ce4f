import assert from 'node:assert/strict';
import type { Report } from '../../../src/model/report.ts';
import { bySeverity, worstSeverity } from '../../../src/model/report.ts';
import { reportTable } from '../../../src/model/reportTable.ts';
import { reportMarkdown } from '../../../src/model/reportText.ts';
import { mapTexts } from '../../../src/engine/reports/mapTexts.ts';

const REPORT: Report = {
  engine: 'postgres',
  version: '15.8',
  target: 'postgresql://localhost/shop',
  atMs: 0,
  durationMs: 1_500,
  findings: [
    {
      id: 'a',
      severity: 'warning',
      title: 'the table <img src=x> | is *large*',
      detail: 'First. Second.',
      numbers: [
        { name: 'size', value: 2048, unit: 'bytes' },
        { name: 'ratio', value: undefined, unit: 'ratio' },
      ],
      sql: 'SELECT 1',
      fix: 'DROP TABLE "```";',
      table: {
        columns: [{ title: 'name' }, { title: 'size', unit: 'bytes' }],
        rows: [
          ['a|b\nc', 1024],
          ['d', null],
        ],
        omitted: 3,
      },
    },
  ],
  unread: [{ id: 'b', reason: 'permission denied for view _x_' }],
};

describe('a report as text', () => {
  it('is Markdown in which nothing from the database is markup', () => {
    assert.equal(
      reportMarkdown(REPORT),
      `# postgres report: postgresql://localhost/shop

Version 15.8, 1970-01-01T00:00:00.000Z, took 1.5 s.

## warning: the table &lt;img src=x\\> \\| is \\*large\\*

First. Second.

size 2 kB, ratio not defined

| name | size |
| --- | --- |
| a\\|b c | 1 kB |
| d | – |

… and 3 more.

To mend it:

\`\`\`\`
DROP TABLE "\`\`\`";
\`\`\`\`

From:

\`\`\`
SELECT 1
\`\`\`

## Not read

- b: permission denied for view \\_x\\_
`,
    );
  });

  it('leaves out rows past the fiftieth, and says how many', () => {
    const table = reportTable(
      Array.from({ length: 53 }, (_, i) => i),
      [{ title: 'n', cell: (n) => 'x'.repeat(n * 20) }],
    );
    assert.deepEqual([table?.rows.length, table?.omitted], [50, 3]);
    assert.equal(String(table?.rows[49]?.[0]).length, 501);
    assert.equal(reportTable([], []), undefined);
  });

  it('has the worst first, in their order among equals', () => {
    const of = (severities: readonly Report['findings'][number]['severity'][]) =>
      severities.map((severity, i) => ({ ...REPORT.findings[0]!, id: String(i), severity }));
    const sorted = bySeverity(of(['ok', 'warning', 'critical', 'ok', 'warning', 'info']));
    assert.deepEqual(
      sorted.map(({ id }) => id),
      ['2', '1', '4', '5', '0', '3'],
    );
    assert.equal(worstSeverity(sorted), 'critical');
    assert.equal(worstSeverity([]), 'ok');
  });

  it('has a change made to each text', () => {
    const redacted = mapTexts(REPORT, (text) => text.replaceAll('shop', '(redacted)').replaceAll('a|b', '(cell)'));
    assert.equal(redacted.target, 'postgresql://localhost/(redacted)');
    assert.equal(redacted.findings[0]?.table?.rows[0]?.[0], '(cell)\nc');
    assert.equal(redacted.findings[0]?.numbers[1]?.value, undefined);
    assert.equal(redacted.durationMs, 1_500);
  });
});
