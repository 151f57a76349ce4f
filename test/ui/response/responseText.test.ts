import assert from 'node:assert/strict';
import type { CapturedResponse } from '../../../src/model/probe.ts';
import { responsePath, responseText } from '../../../src/ui/response/responseText.ts';

function response(body: string, type: string, more: Partial<CapturedResponse> = {}): CapturedResponse {
  return {
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    url: 'http://localhost:3000/health',
    code: 503,
    statusText: 'Service Unavailable',
    headers: type === '' ? [] : [['Content-Type', type]],
    body,
    bodyTruncated: false,
    bodyBytes: body.length,
    ...more,
  };
}
const PROBE = { kind: 'http', status: 'down', reason: 'HTTP 503' } as const;

describe('responsePath', () => {
  it('is a path of one part, whatever the names are: the editor refuses one that begins with two slashes', () => {
    assert.equal(responsePath('twinkle-api health'), '/twinkle-api health');
    assert.match(responsePath('/api/../x a\\b'), /^\/[^/\\]+$/);
  });
});

describe('responseText', () => {
  it('shows request, status and headers as comments above an indented body', () => {
    const { text, languageId } = responseText(
      response('{"a":[1,{}],"b":"x"}', 'application/json; charset=utf-8'),
      PROBE,
    );
    assert.equal(languageId, 'jsonc');
    assert.equal(
      text,
      `// request: http://localhost:3000/health
// status: 503 Service Unavailable
// taken: 2026-01-02T03:04:05.000Z
// read as: down – HTTP 503
// Content-Type: application/json; charset=utf-8

{
  "a": [
    1,
    {}
  ],
  "b": "x"
}
`,
    );
  });

  const language = (body: string, type: string, expected: string, more: Partial<CapturedResponse> = {}): unknown =>
    it(`${type} ${body.slice(0, 20)} is shown as ${expected}`, () =>
      assert.equal(responseText(response(body, type, more), PROBE).languageId, expected));
  language('{"a":1}', '', 'jsonc');
  language('{"a":1', 'application/json', 'plaintext');
  language('{"a":1}', 'application/json', 'plaintext', { bodyTruncated: true });
  language('<!DOCTYPE html><p>', '', 'html');
  language('<p>', 'text/html', 'html');
  language('<?xml version="1.0"?><a/>', '', 'xml');
  language('OK', 'text/plain', 'plaintext');
  language('', '', 'plaintext');

  it('does not round a number, nor drop a key that stands twice', () => {
    const { text } = responseText(
      response('{"id":12345678901234567890,"a":1,"a":[ ],"s":"x , { y"}', 'application/json'),
      PROBE,
    );
    assert.equal(
      text.slice(text.indexOf('{\n')),
      '{\n  "id": 12345678901234567890,\n  "a": 1,\n  "a": [],\n  "s": "x , { y"\n}\n',
    );
  });

  it('lets a header end no comment', () => {
    const html = responseText(
      response('<html>', 'text/html', {
        headers: [
          ['X', 'a --> <script>'],
          ['Content-Type', 'text/html'],
        ],
      }),
      PROBE,
    );
    assert.ok(!html.text.slice(0, html.text.indexOf('<html>')).includes('--> <script>'), html.text);
    const json = responseText(response('{}', '', { headers: [['X', 'a\nb']] }), PROBE);
    assert.ok(json.text.includes('// X: a b\n'));
  });

  it('says how much is missing, and calls a code of a command an exit code', () => {
    const { text } = responseText(
      response('x', '', { bodyTruncated: true, bodyBytes: 99_999, code: 2, statusText: '' }),
      { ...PROBE, kind: 'command' },
    );
    assert.ok(text.includes('# exit code: 2\n'), text);
    assert.ok(text.includes('99999 bytes came'), text);
  });
});
