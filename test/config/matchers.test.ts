import assert from 'node:assert/strict';
import { parseMatchers, printMatchers } from '../../src/config/matchers.ts';

describe('matchers in a text', () => {
  const check = (text: string, expected: string | RegExp): void => {
    it(JSON.stringify(text), () => {
      const parsed = parseMatchers(text);
      if (typeof expected === 'string') {
        assert.ok(parsed.ok, parsed.ok ? '' : parsed.error);
        assert.equal(printMatchers(parsed.value), expected);
        const again = parseMatchers(printMatchers(parsed.value));
        assert.deepEqual(again.ok && again.value, parsed.value);
      } else {
        assert.ok(!parsed.ok);
        assert.match(parsed.error, expected);
      }
    });
  };
  check('{alertname="Down"}', 'alertname="Down"');
  check('a="1",b!="2", c=~"x|y" , d!~"z",', 'a="1", b!="2", c=~"x|y", d!~"z"');
  check(String.raw`path="C:\\a \"b\"\n"`, String.raw`path="C:\\a \"b\"\n"`);
  check('a=",b="', 'a=",b="');
  check('', /at least one label/);
  check('{}', /at least one label/);
  check('a=1', /"a=1" is none/);
  check('a="1" b="2"', /comma/);
  check('a="1', /is none/);
  check(String.raw`a="\x"`, /is none/);
});
