import assert from 'node:assert/strict';
import { lineLook, readTheme } from '../../../src/webview/charts/theme.ts';

describe('theme', () => {
  const read = (name: string): string => (name.startsWith('--wp-') ? ` ${name} ` : '');

  it('reads the colours of the style sheet', () => {
    const theme = readTheme(read, false);
    assert.equal(theme.lines[1], '--wp-line-2');
    assert.equal(theme.status.down, '--wp-status-down');
  });
  it('falls back to a colour of the system', () => assert.equal(readTheme(() => '', false).grid, 'CanvasText'));
  for (const highContrast of [false, true]) {
    it(`tells ten lines apart${highContrast ? ' in high contrast' : ''}`, () => {
      const theme = readTheme(read, highContrast);
      const looks = Array.from({ length: 10 }, (_, i) => JSON.stringify(lineLook(theme, i)));
      assert.equal(new Set(looks).size, 10);
    });
  }
});
