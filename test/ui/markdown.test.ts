import assert from 'node:assert/strict';
import { commandLink, escapeMarkdown, inlineCode, shorten, withoutLinks } from '../../src/ui/markdown.ts';

describe('escapeMarkdown', () => {
  const check = (input: string, expected: string): unknown =>
    it(JSON.stringify(input), () => assert.equal(escapeMarkdown(input), expected));
  check('plain words 12', 'plain words 12');
  check('[x](command:evil)', '\\[x\\]\\(command\\:evil\\)');
  check('![x](http://evil.example/a.png)', '\\!\\[x\\]\\(http\\://evil\\.example/a\\.png\\)');
  check('<img src=x>', '\\<img src\\=x\\>');
  check('https://evil.example', 'https\\://evil\\.example');
  check('a\n\n# heading', 'a \\# heading');
  check('a\u2028b', 'a b');
  check('$(flame)', '$\u200B\\(flame\\)');
  check('a | b', 'a \\| b');
  check('*b* _i_ ~s~ `c` \\', '\\*b\\* \\_i\\_ \\~s\\~ \\`c\\` \\\\');
  check('me@example.org &amp;', 'me\\@example\\.org \\&amp;');
});

describe('inlineCode', () => {
  const check = (input: string, expected: string): unknown =>
    it(JSON.stringify(input), () => assert.equal(inlineCode(input), expected));
  check('http://a/b', '`http://a/b`');
  check('a`b', '``a`b``');
  check('`', '`` ` ``');
  check('a``b\nc', '```a``b c```');
  check('echo $(flame)', '`echo $\u200B(flame)`');
  check('', '');
});

describe('withoutLinks', () => {
  it('leaves no link in a message', () => {
    assert.equal(withoutLinks('[x](command:evil "y") [z]'), '[x]\u200B(command:evil "y") [z]');
  });
});

describe('shorten', () => {
  it('cuts by characters, not by UTF-16 units', () => {
    assert.equal(shorten('abc', 3), 'abc');
    assert.equal(shorten('abcd', 3), 'ab…');
    assert.equal(shorten('😀😀😀😀', 3), '😀😀…');
  });
});

describe('commandLink', () => {
  it('encodes arguments so that nothing in them ends the link', () => {
    const link = commandLink('Open', 'watchpost.openPanel', ['["service","a) [x](b"]']);
    assert.match(link, /^\[Open\]\(command:watchpost\.openPanel\?[^\s()[\]]*\)$/);
    assert.deepEqual(JSON.parse(decodeURIComponent(link.slice(link.indexOf('?') + 1, -1))), ['["service","a) [x](b"]']);
  });
});
