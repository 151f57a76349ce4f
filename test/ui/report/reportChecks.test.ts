import assert from 'node:assert/strict';
import { checkLanguage, checkReportText, checkShownReport } from '../../../src/ui/report/reportChecks.ts';
import { checkReportSubject } from '../../../src/ui/report/reportSubject.ts';
import { aFinding, aReport } from '../databases/aReport.ts';

describe('what a report page sends', () => {
  it('is a text of a bounded length, or nothing', () => {
    assert.equal(checkReportText('SELECT 1'), 'SELECT 1');
    for (const wrong of [undefined, 1, {}, ['a'], 'x'.repeat(20_000_001)])
      assert.equal(checkReportText(wrong), undefined);
  });

  it('asks for a document in one of the languages, or for none', () => {
    assert.equal(checkLanguage('sql'), 'sql');
    for (const wrong of ['html', 'toString', undefined, 1]) assert.equal(checkLanguage(wrong), undefined);
  });

  it('is what it kept of a report over a reload, whole or not at all', () => {
    const finding = aFinding('sizes', 'warning', {
      object: 'public.orders',
      value: 7,
      unit: 'bytes',
      fix: 'VACUUM',
      numbers: [
        { name: 'rows', value: 3, unit: 'none' },
        { name: 'ratio', value: undefined, unit: 'ratio' },
      ],
      table: { columns: [{ title: 'name' }, { title: 'size', unit: 'bytes' }], rows: [['a', null]], omitted: 2 },
    });
    const report = aReport({ findings: [finding], unread: [{ id: 'x', reason: 'may not' }] });
    const shown = { serviceName: 'shop', environment: 'production', report, previous: aReport() };
    assert.deepEqual(checkShownReport(JSON.parse(JSON.stringify(shown))), shown);
    for (const wrong of [
      undefined,
      null,
      1,
      'x',
      {},
      { serviceName: 'shop' },
      { ...shown, report: { engine: 'mysql' } },
    ])
      assert.equal(checkShownReport(wrong), undefined);
    // What is wrong in it is left out, and of another type it is nothing.
    const odd = { ...report, findings: [{ ...finding, severity: 'evil' }, 1, null, finding], unread: 'x' };
    assert.deepEqual(checkShownReport({ ...shown, report: odd })?.report.findings, [finding]);
    const cells = { ...finding, unit: 'toString', table: { columns: [{}], rows: [[{ a: 1 }, 2]], omitted: 'x' } };
    const [checked] = checkShownReport({ ...shown, report: { ...report, findings: [cells] } })!.report.findings;
    assert.deepEqual(checked?.table, { columns: [{ title: '' }], rows: [[null, 2]], omitted: 0 });
    assert.equal(checked?.unit, 'none');
  });

  it('names what it shows a report of, by ids that the settings must know', () => {
    for (const subject of [
      { kind: 'database', serviceId: 'shop', probeId: 'shop/postgres' },
      { kind: 'keys', serviceId: 'shop', probeId: 'shop/redis', pattern: 'a*' },
      { kind: 'plan', sql: 'SELECT 1' },
      { kind: 'file', uri: 'file:///data/a.db' },
    ])
      assert.deepEqual(checkReportSubject({ ...subject, more: 1 }), subject);
    for (const wrong of [
      undefined,
      null,
      'database',
      {},
      { kind: 'database', serviceId: 'shop' },
      { kind: 'plan', sql: '' },
      { kind: 'keys', serviceId: 'a', probeId: 'b', pattern: 7 },
      { kind: 'file', uri: 'https://host/a.db' },
      { kind: 'file', uri: 'a.db' },
    ])
      assert.equal(checkReportSubject(wrong), undefined);
  });
});
