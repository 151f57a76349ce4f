import assert from 'node:assert/strict';
import { LINE_MAX_BYTES, LineSplitter } from '../../../src/engine/logs/lines/lineSplitter.ts';
import { withoutColours } from '../../../src/engine/logs/lines/withoutColours.ts';

const TEXT = 'first ä€😀\r\n\u001b[31mred\u001b[0m\n\nNUL \0 here\nlast';
const LINES = ['first ä€😀', 'red', '', 'NUL \0 here', 'last'];

describe('LineSplitter', () => {
  const encodings: readonly (readonly [string, Buffer, readonly string[]])[] = [
    ['UTF-8', Buffer.from(TEXT), LINES],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`), LINES],
    ['UTF-16 LE with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), LINES],
    [
      'UTF-16 LE without',
      Buffer.from(TEXT.replaceAll('€', 'e'), 'utf16le'),
      LINES.map((line) => line.replace('€', 'e')),
    ],
    ['UTF-16 BE with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), LINES],
    ['Latin-1', Buffer.from('größer\nää', 'latin1'), ['größer', 'ää']],
  ];
  for (const [name, bytes, expected] of encodings) {
    it(`reads ${name}, wherever its chunks end`, () => {
      // The first chunk decides about the encoding, so it has something to go by.
      for (const first of [24, 27, bytes.length]) {
        for (const size of [1, 2, 3, 7, bytes.length]) {
          const splitter = new LineSplitter();
          const lines = splitter.push(bytes.subarray(0, first));
          for (let at = first; at < bytes.length; at += size)
            lines.push(...splitter.push(bytes.subarray(at, at + size)));
          assert.deepEqual([...lines, ...splitter.flush()], expected, `${first} and then ${size}`);
        }
      }
    });
  }

  it('keeps a line of 10 MB whole, and cuts one without an end, in bounded memory', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const lines: string[] = [];
    for (let i = 0; i < 160; i++) lines.push(...splitter.push(chunk));
    lines.push(...splitter.push(Buffer.from('\n')));
    assert.deepEqual(
      lines.map(({ length }) => length),
      [160 * 64 * 1024],
    );
    const cut: string[] = [];
    for (let i = 0; i < 2_000; i++) cut.push(...splitter.push(chunk));
    cut.push(...splitter.push(Buffer.from('rest\nnext\n')));
    assert.deepEqual(
      cut.map(({ length }) => length),
      [LINE_MAX_BYTES, 4],
    );
    assert.equal(splitter.cutLines, 1);
  });

  it('takes terminal sequences out, also those that are links and titles', () => {
    assert.equal(
      withoutColours(
        '\u001b]8;;http://evil\u0007click\u001b]8;;\u0007 \u001b]0;title\u001b\\\u001b[1;38;5;9mX\u001b[K\u001b(B',
      ),
      'click X',
    );
  });
});
