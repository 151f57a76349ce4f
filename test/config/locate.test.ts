import assert from 'node:assert/strict';
import { createLocator, duplicateKeys, locate } from '../../src/config/locate.ts';
import { unknownKey, wrongType } from '../../src/config/problems.ts';
import type { Path } from '../../src/config/value.ts';
import type { TextRange } from '../../src/model/problem.ts';

/** The text that a range covers. */
function cut(text: string, range: TextRange | undefined): string | undefined {
  if (range === undefined) return undefined;
  const lines = text.split(/\r\n|\r|\n/).slice(range.startLine, range.endLine + 1);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, range.endColumn);
  lines[0] = (lines[0] ?? '').slice(range.startColumn);
  return lines.join('\n');
}

const SETTINGS = `// comment
{
  "editor.fontSize": 12,
  "watchpost.interval": "10s", /* here */
  "watchpost.services": {
    "api": {
      "health": "http://a",
      "metrics": { "url": "http://b", "interval": 15 },
      "tcp": ["a:1", { "host": "b", "port": 0 }],
    },
    "a.b": { "health": null }
  }
}`;
const SERVICES = 'watchpost.services';

describe('locate', () => {
  const check = (text: string, path: Path, expected: string | undefined): void =>
    assert.equal(cut(text, locate(text, path)), expected, path.join('/'));

  it('finds values, and the keys of objects and lists', () => {
    check(SETTINGS, ['watchpost.interval'], '"10s"');
    check(SETTINGS, [SERVICES, 'api', 'health'], '"http://a"');
    check(SETTINGS, [SERVICES, 'api', 'metrics', 'interval'], '15');
    check(SETTINGS, [SERVICES, 'api', 'tcp', 0], '"a:1"');
    check(SETTINGS, [SERVICES, 'api', 'tcp', 1, 'port'], '0');
    check(SETTINGS, [SERVICES, 'api', 'tcp', 1], '{');
    check(SETTINGS, [SERVICES, 'api'], '"api"');
    check(SETTINGS, [SERVICES, 'a.b', 'health'], 'null');
    check(SETTINGS, [SERVICES], '"watchpost.services"');
    assert.deepEqual(locate(SETTINGS, [SERVICES, 'api', 'health']), {
      startLine: 6,
      startColumn: 16,
      endLine: 6,
      endColumn: 26,
    });
  });

  it('falls back to the nearest parent', () => {
    check(SETTINGS, [SERVICES, 'api', 'metrics', 'headers', 'Cookie'], '"metrics"');
    check(SETTINGS, [SERVICES, 'api', 'health', 'url'], '"http://a"');
    check(SETTINGS, [SERVICES, 'api', 'tcp', 7], '"tcp"');
    check(SETTINGS, [SERVICES, 'web', 'health'], '"watchpost.services"');
    check(SETTINGS, ['watchpost.timeout'], undefined);
    check('', ['watchpost.timeout'], undefined);
    check('[]', ['watchpost.timeout'], undefined);
    const locator = createLocator(SETTINGS);
    assert.deepEqual(
      [[SERVICES, 'api', 'tcp', 1, 'port'], [SERVICES, 'api', 'health', 'url'], [SERVICES, 'web'], ['watchpost.x']].map(
        (path) => locator.depth(path),
      ),
      [5, 3, 1, 0],
    );
  });

  it('finds settings in a workspace file', () => {
    const text = '{ "folders": [{ "path": "." }], "settings": { "watchpost.interval": "1s" } }';
    check(text, ['watchpost.interval'], '"1s"');
  });

  it('takes dotted and nested keys for the same', () => {
    check('{ "watchpost": { "services": { "api": { "tcp": 1 } } } }', [SERVICES, 'api', 'tcp'], '1');
    check('{ "watchpost": { "history.maxAge": "1d" } }', ['watchpost.history.maxAge'], '"1d"');
    check('{ "watchpost.history": { "maxAge": "1d" } }', ['watchpost.history.maxAge'], '"1d"');
    check('{ "watchpost.services.api.tcp": 1 }', [SERVICES, 'api', 'tcp'], '1');
    check('{ "watchpost.services.api": { "tcp": 1 } }', [SERVICES, 'api', 'tcp'], '1');
    check('{ "watchpost": { "other": 1 } }', ['watchpost.interval'], undefined);
  });

  it('takes the last of equal keys, as the editor does', () => {
    check('{ "watchpost.interval": "1s", "watchpost.interval": "2s" }', ['watchpost.interval'], '"2s"');
  });

  it('works in text that is being typed', () => {
    check('{ "watchpost.services": { "api": { "health": "http://a', [SERVICES, 'api', 'health'], '"http://a');
    check('{ "watchpost.services": { "api": { "health": , "tcp": 1 } }', [SERVICES, 'api', 'tcp'], '1');
    check('{ "watchpost.services": { "api": ', [SERVICES, 'api'], '"watchpost.services"');
  });

  it('counts lines as the editor does', () => {
    const text = '{\r\n"a": "\u{1F600}", "watchpost.interval": 1\r}';
    assert.deepEqual(locate(text, ['watchpost.interval']), {
      startLine: 1,
      startColumn: 33,
      endLine: 1,
      endColumn: 34,
    });
  });

  it('marks the key where the key is wrong', () => {
    const locator = createLocator(SETTINGS);
    const path = [SERVICES, 'api', 'metrics', 'interval'];
    assert.equal(cut(SETTINGS, locator.locateProblem(unknownKey(path, 'interval', undefined, []))), '"interval"');
    assert.equal(cut(SETTINGS, locator.locateProblem(wrongType(path, 'a duration', 15))), '15');
  });

  it('is not brought down by depth', () => {
    check(`{ "watchpost.interval": ${'['.repeat(200_000)}`, ['watchpost.interval'], undefined);
  });
});

describe('duplicateKeys', () => {
  it('finds each key that stands twice in one object of our settings', () => {
    const text = `{ "x": 1, "x": 2, "watchpost.services": {
      "api": { "health": "a" },
      "api": { "health": "b", "tcp": [{ "port": 1, "port": 2 }] }
    } }`;
    assert.deepEqual(
      duplicateKeys(text).map(({ code, path, range }) => [code, path?.join('/'), range?.startLine, cut(text, range)]),
      [
        ['settings.duplicateKey', 'watchpost.services/api', 1, '"api"'],
        ['settings.duplicateKey', 'watchpost.services/api', 2, '"api"'],
        ['settings.duplicateKey', 'watchpost.services/api/tcp/0/port', 2, '"port"'],
        ['settings.duplicateKey', 'watchpost.services/api/tcp/0/port', 2, '"port"'],
      ],
    );
    assert.deepEqual(duplicateKeys(SETTINGS), []);
    assert.equal(
      duplicateKeys('{ "watchpost.interval": 1, "watchpost.interval": 2, "watchpostx": 1, "watchpostx": 1 }').length,
      2,
    );
  });
});
