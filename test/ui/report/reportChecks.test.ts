import assert from 'node:assert/strict';
import { checkLanguage, checkReportText } from '../../../src/ui/report/reportChecks.ts';

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
});
