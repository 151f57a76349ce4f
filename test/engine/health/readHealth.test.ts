import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Check } from '../../../src/model/probe.ts';
import type { HealthReading } from '../../../src/engine/health/health.ts';
import { readHealth } from '../../../src/engine/health/readHealth.ts';
import { SAMPLES } from './samples.ts';
import { seeded } from '../../support/seeded.ts';

const printCheck = ({ name, status, latencyMs, message }: Check): string =>
  `${name} ${status}${latencyMs === undefined ? '' : ` ${latencyMs}ms`}${message === undefined ? '' : `: ${message}`}`;

function read(code: number, contentType: string, body: string | Uint8Array): HealthReading {
  return readHealth({ code, contentType, body: typeof body === 'string' ? Buffer.from(body) : body });
}

describe('readHealth: every format', () => {
  for (const sample of SAMPLES) {
    it(sample.name, () => {
      const reading = read(sample.code, sample.type, sample.body);
      assert.deepEqual(
        { status: reading.status, format: reading.format, checks: reading.checks.map(printCheck) },
        { status: sample.status, format: sample.format, checks: sample.checks },
        reading.reason,
      );
      assert.ok(reading.reason.length > 0 && reading.reason.length <= 400, reading.reason);
      if (sample.because !== undefined) assert.ok(reading.reason.includes(sample.because), reading.reason);
    });
  }
});

/** What each of the fifteen traps, and each row of the table in `readHealth`, comes to. */
const TRAPS: readonly (readonly [
  name: string,
  code: number,
  type: string,
  body: string | Uint8Array,
  status: string,
  because?: string,
])[] = [
  ['1. a failing body behind a 200', 200, 'application/json', '{"status":"failed"}', 'down', 'failed'],
  [
    '1. a total that hides a check',
    200,
    'application/json',
    '{"status":"ok","checks":{"db":{"status":"down"}}}',
    'degraded',
    'db is down, although the service says "ok"',
  ],
  [
    '2. a good body behind a 503',
    503,
    'application/json',
    '{"status":"ok"}',
    'down',
    'HTTP 503, although the service says "ok"',
  ],
  ['3. zero as a generic status', 200, 'application/json', '{"status":0}', 'down', 'the service says 0'],
  ['3. an HTTP code as status', 200, 'application/json', '{"status":200,"message":"fine"}', 'up'],
  ['4. a boolean as a text', 200, 'application/json', '{"healthy":"true"}', 'up'],
  ['4. false as a text', 200, 'application/json', '{"healthy":"False"}', 'down'],
  [
    '5. a login page',
    200,
    'text/html',
    '<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>',
    'unknown',
    'the HTML page "Sign in"',
  ],
  [
    '5. a page of an app that serves all paths',
    200,
    'text/html',
    '<html><body><div id="root">OK</div></body></html>',
    'unknown',
    'an HTML page',
  ],
  ['5. XML', 200, 'application/xml', '<rss><channel/></rss>', 'unknown', 'XML'],
  [
    '8. composites deeper than is read',
    200,
    'application/json',
    `{"status":"ok","checks":${'{"a":{"status":"ok","checks":'.repeat(400)}{}${'}}'.repeat(400)}}`,
    'up',
  ],
  ['9. a byte order mark', 200, 'application/json', '\uFEFF{"status":"UP"}', 'up'],
  ['9. UTF-16 with its mark', 200, 'application/json', Buffer.from('\uFEFF{"status":"UP"}', 'utf16le'), 'up'],
  ['9. a guard before the JSON', 200, 'application/json', ')]}\',\n{"status":"UP"}', 'up'],
  ['9. a newline at the end', 200, 'text/plain', 'OK\r\n', 'up'],
  [
    '9. latin1 by its charset',
    503,
    'application/json; charset=ISO-8859-1',
    Buffer.from('{"status":"error","message":"Verbindung gestört"}', 'latin1'),
    'down',
    'Verbindung gestört',
  ],
  [
    '9. latin1 that does not say so',
    503,
    'application/json',
    Buffer.from('{"status":"error","message":"gestört"}', 'latin1'),
    'down',
    'gestört',
  ],
  ['9. a charset that nobody knows', 200, 'application/json; charset=klingon', '{"status":"UP"}', 'up'],
  ['9. gzip that was not unpacked', 200, 'application/json', gzipSync('{"status":"UP"}'), 'unknown', 'gzip'],
  ['10. a body of a megabyte', 200, 'application/json', `{"status":"UP","pad":"${'x'.repeat(1 << 20)}"}`, 'up'],
  ['10. a body that is too large', 200, 'application/json', Buffer.alloc(5 << 20, 32), 'unknown', 'too large'],
  ['10. a body that is cut off', 200, 'application/json', '{"status":"UP","checks":[', 'unknown', 'cut off'],
  ['13. null as status', 200, 'application/json', '{"status":null}', 'unknown', 'null'],
  ['14. NaN and Infinity', 200, 'application/json', '{"status":"ok","load":NaN,"max":-Infinity,"text":"NaN"}', 'up'],
  ['15. an empty 204', 204, '', '', 'up'],
  ['15. only white space', 200, 'text/plain', ' \n', 'up'],
  ['401', 401, 'application/json', '{"status":"error","message":"login"}', 'unknown', 'not authorised'],
  ['403', 403, 'text/html', '<html></html>', 'unknown', 'HTTP 403 Forbidden'],
  ['429', 429, 'text/plain', 'slow down', 'degraded', 'HTTP 429'],
  ['a redirect that was not followed', 302, 'text/html', '<html>moved</html>', 'unknown', 'redirect'],
  ['404 with a page', 404, 'text/html', '<html><title>Not here</title></html>', 'down', 'HTTP 404 Not Found: Not here'],
  [
    '404 in JSON',
    404,
    'application/json',
    '{"statusCode":404,"message":"Cannot GET /health","error":"Not Found"}',
    'down',
    'Cannot GET /health',
  ],
  [
    '404 as Spring writes it',
    404,
    'application/json',
    '{"timestamp":"2026","status":404,"error":"Not Found","path":"/health"}',
    'down',
    'Not Found',
  ],
  [
    '502 of a proxy',
    502,
    'text/html',
    '<html><head><title>502 Bad Gateway</title></head></html>',
    'down',
    '502 Bad Gateway',
  ],
  ['500 without a body', 500, '', '', 'down', 'HTTP 500 Internal Server Error'],
  ['a text that is no known word', 200, 'text/plain', 'Hello World', 'unknown', 'Hello World'],
  ['a status word that nobody knows', 200, 'application/json', '{"status":"frobnicating"}', 'unknown', 'frobnicating'],
  [
    'an unknown word with a check that is down',
    200,
    'application/json',
    '{"status":"frobnicating","checks":{"db":"down"}}',
    'down',
    'db is down',
  ],
  ['JSON without a status', 200, 'application/json', '{"foo":"bar","n":[1,2]}', 'unknown', 'no status'],
  ['JSON with an error only', 200, 'application/json', '{"error":"Failed to fetch"}', 'unknown', 'Failed to fetch'],
  ['a JSON array', 200, 'application/json', '[]', 'unknown', 'array'],
  ['a JSON number', 200, 'application/json', '42', 'unknown'],
  ['JSON null', 200, 'application/json', 'null', 'unknown'],
  ['JSON that is none', 200, 'application/json', 'nope', 'unknown', 'announced as JSON'],
  ['an object where text was announced', 200, 'text/html', '{"status":"UP"}', 'up'],
  ['binary bytes', 200, 'application/octet-stream', Buffer.from([0, 1, 2, 3, 255, 254]), 'unknown', 'binary'],
  ['keys in upper case', 200, 'application/json', '{"STATUS":"Down"}', 'down'],
  [
    'a prototype as key',
    200,
    'application/json',
    '{"__proto__":{"status":"UP"},"constructor":{"status":"down"},"status":"ok"}',
    'degraded',
    'constructor is down',
  ],
  ['a key twice: the last counts', 200, 'application/json', '{"status":"UP","status":"DOWN"}', 'down'],
  ['an envelope', 200, 'application/json', '{"success":true,"data":{"status":"degraded"}}', 'degraded', 'degraded'],
  [
    'an amount is no status',
    200,
    'application/json',
    '{"status":"ok","memory":{"total":16000,"available":512},"connections":{"active":1,"idle":0},"log":{"level":"error"}}',
    'up',
  ],
  [
    'an info with a version is no check',
    200,
    'application/json',
    '{"status":"ok","info":{"version":"1.0"}}',
    'up',
    'the service says "ok"',
  ],
  [
    'a part with the name of the service',
    200,
    'application/json',
    '{"service":{"status":"down"}}',
    'down',
    'service is down',
  ],
  ['a bare part', 200, 'application/json', '{"ping":"pong"}', 'up'],
  [
    'a message that is the status',
    200,
    'application/json',
    '{"uptime":1.5,"message":"OK","timestamp":1760000000000}',
    'up',
  ],
  ['a message that is a sentence', 200, 'application/json', '{"message":"Service is running"}', 'up'],
  ['a status that is a sentence', 200, 'application/json', '{"status":"API is running"}', 'up'],
  [
    'a dependency with an error text',
    200,
    'application/json',
    '{"status":"ok","redis":"error: connection refused"}',
    'degraded',
    'connection refused',
  ],
  [
    'components as bare words',
    200,
    'application/json',
    '{"status":"ok","components":{"db":"ok","mq":"down"}}',
    'degraded',
    'mq is down',
  ],
  ['flags under health', 200, 'application/json', '{"health":{"maintenance":false,"db":true}}', 'up'],
  ['a status page of a number', 200, 'application/json', '{"statusCode":200,"env":"live"}', 'up'],
  ['a text that says false', 200, 'text/plain', 'Healthy: false', 'down'],
  ['a text that names the status', 200, 'text/plain', 'status: ok', 'up'],
  [
    'a maintenance flag is no check',
    200,
    'application/json',
    '{"status":"ok","maintenance":false,"debug":false}',
    'up',
  ],
  ['ready, but not live', 200, 'application/json', '{"ready":true,"live":false,"n":1}', 'down'],
];

describe('readHealth: traps and decisions', () => {
  for (const [name, code, type, body, status, because] of TRAPS) {
    it(name, () => {
      const reading = read(code, type, body);
      assert.equal(reading.status, status, reading.reason);
      if (because !== undefined) assert.ok(reading.reason.includes(because), reading.reason);
    });
  }

  it('names the place where a redirect ended', () => {
    const body = Buffer.from('<html><title>Log in</title></html>');
    const reading = readHealth({ code: 200, contentType: 'text/html', body, redirectedTo: 'http://a/login' });
    assert.match(reading.reason, /after a redirect to http:\/\/a\/login/);
  });

  it('lists at most 500 checks, and the others still count', () => {
    const checks = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`c${i}`, i === 599 ? 'down' : 'up']));
    const reading = read(200, 'application/json', JSON.stringify({ status: 'ok', checks }));
    assert.equal(reading.checks.length, 500);
    assert.equal(reading.status, 'degraded');
    assert.match(reading.reason, /500 of 600 checks are listed/);
  });

  it('names hundreds of checks of one name without delay', () => {
    const checks = Array.from({ length: 500 }, () => ({ name: 'a', status: 'up' }));
    const names = read(200, 'application/json', JSON.stringify({ status: 'ok', checks })).checks.map(
      (check) => check.name,
    );
    assert.deepEqual([names[0], names[1], names[499], new Set(names).size], ['a', 'a #2', 'a #500', 500]);
  });

  it('cuts long messages and gives each check a name of its own', () => {
    const checks = [
      { name: 'a', status: 'down', message: 'x'.repeat(5000) },
      { name: 'a', status: 'up' },
    ];
    const reading = read(503, 'application/json', JSON.stringify({ status: 'error', checks }));
    assert.deepEqual(
      reading.checks.map((check) => check.name),
      ['a', 'a #2'],
    );
    assert.equal(reading.checks[0]?.message?.length, 200);
    assert.ok(reading.reason.length <= 400);
  });

  it('reads a latency in every form', () => {
    const forms: readonly (readonly [string, unknown, number])[] = [
      ['duration', '00:00:00.1167734', 116.7734],
      ['latency', '12ms', 12],
      ['latency', '1.2s', 1200],
      ['responseTime', 'PT0.012S', 12],
      ['elapsed', '1m2.5s', 62_500],
      ['latency_ns', 1_500_000, 1.5],
      ['response_time_seconds', 0.25, 250],
      ['latencyUs', 80, 0.08],
      ['durationMs', 7, 7],
      ['responseTime', '12', 12],
      ['took', 3, 3],
    ];
    for (const [key, value, latencyMs] of forms) {
      const reading = read(
        200,
        'application/json',
        JSON.stringify({ status: 'ok', checks: { db: { status: 'ok', [key]: value } } }),
      );
      assert.equal(reading.checks[0]?.latencyMs, latencyMs, `${key}: ${String(value)}`);
    }
    const bad = read(
      200,
      'application/json',
      '{"status":"ok","checks":{"db":{"status":"ok","latency":-1},"b":{"status":"ok","latency":"soon"}}}',
    );
    assert.ok(bad.checks.every((check) => check.latencyMs === undefined));
  });
});

describe('readHealth: whatever the bytes', () => {
  const codes = [200, 204, 302, 401, 404, 408, 429, 500, 503, 0, 999];
  const types = [
    '',
    'application/json',
    'text/html',
    'text/plain; charset=utf-16',
    'application/health+json',
    'x; charset=',
  ];

  function mustHold(code: number, type: string, body: Uint8Array): void {
    const reading = read(code, type, body);
    assert.ok(['up', 'degraded', 'down', 'unknown'].includes(reading.status));
    assert.ok(reading.reason !== '' && reading.reason.length <= 400);
    assert.ok(reading.checks.length <= 500);
    assert.equal(new Set(reading.checks.map((check) => check.name)).size, reading.checks.length);
    for (const check of reading.checks) assert.ok(check.latencyMs === undefined || check.latencyMs >= 0);
    if (code >= 500 && code < 600) assert.notEqual(reading.status, 'up');
  }

  it('never throws on mutated samples', () => {
    const next = seeded(42);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
    const tokens = [
      'null',
      '0',
      '1e999',
      '"',
      '{',
      '}',
      '[]',
      '{}',
      'true',
      '""',
      '\\u0000',
      '-',
      ':',
      'NaN',
      '\u00e9',
      '"status"',
    ];
    for (let i = 0; i < 12_000; i++) {
      let bytes = Buffer.from(pick(SAMPLES).body);
      for (let edits = 1 + Math.floor(next() * 4); edits > 0; edits--) {
        const at = Math.floor(next() * (bytes.length + 1));
        const length = Math.floor(next() * 6);
        const insert = next() < 0.5 ? Buffer.from(pick(tokens)) : Buffer.from([Math.floor(next() * 256)]);
        bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + length)]);
      }
      mustHold(pick(codes), pick(types), bytes);
    }
  });

  it('never throws on JSON with values exchanged', () => {
    const next = seeded(7);
    const values: readonly unknown[] = [
      null,
      0,
      1,
      -1,
      1e308,
      '',
      'up',
      'DOWN',
      [],
      {},
      [[]],
      true,
      { status: 'x' },
      [null],
      '__proto__',
    ];
    const change = (value: unknown): unknown => {
      if (next() < 0.12) return values[Math.floor(next() * values.length)];
      if (Array.isArray(value)) return value.map(change);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
    };
    const bodies = SAMPLES.filter(
      (sample) => /^[[{]/.test(sample.body) && !sample.body.startsWith('[+]') && !sample.body.startsWith('[-]'),
    );
    for (let i = 0; i < 8000; i++) {
      const sample = bodies[i % bodies.length];
      if (sample === undefined) continue;
      mustHold(
        codes[i % codes.length] ?? 200,
        sample.type,
        Buffer.from(JSON.stringify(change(JSON.parse(sample.body)))),
      );
    }
  });

  it('never throws on random bytes', () => {
    const next = seeded(1);
    for (let i = 0; i < 4000; i++) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(next() * 80) }, () => Math.floor(next() * 256)));
      mustHold(codes[i % codes.length] ?? 200, types[i % types.length] ?? '', bytes);
    }
  });
});
