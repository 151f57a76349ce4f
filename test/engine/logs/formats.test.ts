import assert from 'node:assert/strict';
import { LOG_FORMAT_NAMES } from '../../../src/model/logFormats.ts';
import type { LogRecord } from '../../../src/model/logRecord.ts';
import { LOG_FORMATS, recogniseFormat } from '../../../src/engine/logs/formats/registry.ts';
import { RecordReader } from '../../../src/engine/logs/lines/recordReader.ts';
import { withoutColours } from '../../../src/engine/logs/lines/withoutColours.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const local = (...[y, mo, d, h, mi, s, ms]: [number, number, number, number, number, number, number]) =>
  new Date(y, mo - 1, d, h, mi, s, ms).getTime();

/** Lines of a log, the format they are to be recognised as, and the records that they hold. */
type Row = readonly [title: string, format: string, lines: readonly string[], records: readonly LogRecord[]];

// Lines from each format's own documentation or source, and from the guides of the sample systems.
const ROWS: readonly Row[] = [
  [
    "Twinkle's Pino line",
    'pino',
    [
      '{"level":30,"time":1704931200000,"pid":12345,"hostname":"server-1","service":"api","reqId":"abc-123","msg":"Request completed","method":"GET","path":"/payments","status":200,"duration":0.045}',
    ],
    [
      {
        timeMs: 1704931200000,
        level: 'info',
        message: 'Request completed',
        requestId: 'abc-123',
        fields: {
          pid: 12345,
          hostname: 'server-1',
          service: 'api',
          method: 'GET',
          path: '/payments',
          status: 200,
          duration: 0.045,
        },
      },
    ],
  ],
  [
    "Asset Forge's own",
    'assetForge',
    [
      '{"timestamp":"2026-11-21T10:00:00.000Z","level":"ERROR","context":"AssetService","message":"Failed to load asset","data":{"assetId":"123"},"error":{"name":"Error","message":"Network timeout","stack":"Error: Network timeout\\n    at x.ts:1:1"}}',
    ],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10),
        level: 'error',
        message: 'Failed to load asset',
        logger: 'AssetService',
        error: { name: 'Error', message: 'Network timeout', stack: 'Error: Network timeout\n    at x.ts:1:1' },
        fields: {
          data: { assetId: '123' },
          error: { name: 'Error', message: 'Network timeout', stack: 'Error: Network timeout\n    at x.ts:1:1' },
        },
      },
    ],
  ],
  [
    "Asset Forge's development output, with its colours",
    'plain',
    ['\u001b[31m[2026-11-21T10:00:00.000Z] ERROR\u001b[0m [AssetService] Failed to load asset'],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10),
        level: 'error',
        message: 'Failed to load asset',
        logger: 'AssetService',
        fields: {},
      },
    ],
  ],
  [
    "MoAI-Flow's Python JSON",
    'pythonJson',
    [
      '{"timestamp": "2026-11-21T10:00:00.123456", "level": "CRITICAL", "logger": "moai_flow", "message": "Database connection lost", "module": "db", "function": "insert", "line": 12, "exception": "Traceback (most recent call last):\\n  File \\"db.py\\", line 12, in insert\\nValueError: gone"}',
    ],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10) + 123.456,
        level: 'fatal',
        message: 'Database connection lost',
        logger: 'moai_flow',
        error: {
          name: 'ValueError',
          message: 'gone',
          stack: 'Traceback (most recent call last):\n  File "db.py", line 12, in insert\nValueError: gone',
        },
        fields: {
          module: 'db',
          function: 'insert',
          line: 12,
          exception: 'Traceback (most recent call last):\n  File "db.py", line 12, in insert\nValueError: gone',
        },
      },
    ],
  ],
  [
    "ClawNet's Winston line",
    'winston',
    [
      '{"level":"warn","message":"Slow request: GET /feed - 1200ms","service":"clawnet","timestamp":"2026-11-21T10:00:00.000Z"}',
    ],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10),
        level: 'warn',
        message: 'Slow request: GET /feed - 1200ms',
        fields: { service: 'clawnet' },
      },
    ],
  ],
  [
    'zap, production',
    'zap',
    [
      '{"level":"error","ts":1573180648.858,"logger":"main","caller":"app/main.go:42","msg":"failed to fetch URL","url":"http://example.com","stacktrace":"main.main\\n\\t/app/main.go:42"}',
    ],
    [
      {
        timeMs: 1573180648858,
        level: 'error',
        message: 'failed to fetch URL',
        logger: 'main',
        error: { stack: 'main.main\n\t/app/main.go:42' },
        fields: { caller: 'app/main.go:42', url: 'http://example.com', stacktrace: 'main.main\n\t/app/main.go:42' },
      },
    ],
  ],
  [
    'logrus, JSON',
    'logrus',
    [
      '{"animal":"walrus","level":"info","msg":"A group of walrus emerges from the ocean","size":10,"time":"2014-03-10T19:57:38.562264131-04:00"}',
    ],
    [
      {
        timeMs: Date.UTC(2014, 2, 10, 23, 57, 38) + 562.264131,
        level: 'info',
        message: 'A group of walrus emerges from the ocean',
        fields: { animal: 'walrus', size: 10 },
      },
    ],
  ],
  [
    'logrus, text',
    'logfmt',
    ['time="2015-03-26T01:27:38-04:00" level=fatal msg="The ice \\"breaks\\"!" err=&{0x2082280c0} number=100 omg=true'],
    [
      {
        timeMs: Date.UTC(2015, 2, 26, 5, 27, 38),
        level: 'fatal',
        message: 'The ice "breaks"!',
        fields: { err: '&{0x2082280c0}', number: 100, omg: 'true' },
      },
    ],
  ],
  [
    'ECS with dots and nested',
    'ecs',
    [
      '{"@timestamp":"2026-11-21T10:00:00.000Z","log.level":"info","message":"hello","ecs.version":"1.6.0","log.logger":"app","trace.id":"4bf92f","http":{"response":{"status_code":200}}}',
      '{"@timestamp":"2026-11-21T10:00:01.000Z","log":{"level":"error","logger":"app"},"message":"no","ecs":{"version":"8.10.0"}}',
    ],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10),
        level: 'info',
        message: 'hello',
        logger: 'app',
        requestId: '4bf92f',
        fields: { 'ecs.version': '1.6.0', http: { response: { status_code: 200 } } },
      },
      {
        timeMs: Date.UTC(2026, 10, 21, 10, 0, 1),
        level: 'error',
        message: 'no',
        logger: 'app',
        fields: { ecs: { version: '8.10.0' } },
      },
    ],
  ],
  [
    "Loki's lines around text of several lines, logfmt and PostgreSQL",
    'loki',
    [
      '{"timestamp":"2026-11-21T10:00:00.123456789Z","labels":{"app":"api","detected_level":"warn"},"line":"slow\\nvery"}',
      '{"timestamp":"2026-11-21T10:00:01Z","labels":{"app":"api"},"line":"level=error msg=no reqId=r1"}',
      '{"timestamp":"2026-11-21T10:00:02Z","labels":{"app":"pg"},"line":"2026-01-02 03:04:05.678 UTC [42] ERROR:  relation is missing"}',
    ],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10) + 123.456789,
        level: 'warn',
        message: 'slow\nvery',
        fields: { app: 'api' },
      },
      {
        timeMs: Date.UTC(2026, 10, 21, 10, 0, 1),
        level: 'error',
        message: 'no',
        requestId: 'r1',
        fields: { app: 'api' },
      },
      {
        timeMs: Date.UTC(2026, 10, 21, 10, 0, 2),
        level: 'error',
        message: 'relation is missing',
        fields: { app: 'pg', pid: 42 },
      },
    ],
  ],
  [
    "Docker's JSON file around text and around Pino",
    'docker',
    [
      '{"log":"listening on 3000\\n","stream":"stdout","time":"2026-11-21T10:00:00.123456789Z"}',
      '{"log":"{\\"level\\":50,\\"time\\":1704931200000,\\"msg\\":\\"no\\",\\"reqId\\":\\"r1\\"}\\n","stream":"stderr","time":"2026-11-21T10:00:00Z"}',
    ],
    [
      { timeMs: Date.UTC(2026, 10, 21, 10) + 123.456789, message: 'listening on 3000', fields: { stream: 'stdout' } },
      { timeMs: 1704931200000, level: 'error', message: 'no', requestId: 'r1', fields: { stream: 'stderr' } },
    ],
  ],
  [
    'journald',
    'journald',
    [
      '{"__REALTIME_TIMESTAMP":"1763719200123456","MESSAGE":"Started.","PRIORITY":"6","SYSLOG_IDENTIFIER":"systemd","_PID":"1"}',
      '{"__REALTIME_TIMESTAMP":"1763719200223456","_SOURCE_REALTIME_TIMESTAMP":"1763719200200000","MESSAGE":[104,195,164,255],"PRIORITY":"3","_SYSTEMD_UNIT":"api.service"}',
    ],
    [
      {
        timeMs: 1763719200123.456,
        level: 'info',
        message: 'Started.',
        logger: 'systemd',
        fields: { __REALTIME_TIMESTAMP: '1763719200123456', _PID: '1' },
      },
      {
        timeMs: 1763719200200,
        level: 'error',
        message: 'hä\uFFFD',
        logger: 'api.service',
        fields: {
          __REALTIME_TIMESTAMP: '1763719200223456',
          _SOURCE_REALTIME_TIMESTAMP: '1763719200200000',
          _SYSTEMD_UNIT: 'api.service',
        },
      },
    ],
  ],
  [
    'RFC 3164, its own examples',
    'syslog3164',
    [
      "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
      'Nov 26 23:59:59 host app[77]: tomorrow is last year',
    ],
    [
      {
        timeMs: local(2026, 10, 11, 22, 14, 15, 0),
        level: 'fatal',
        message: "'su root' failed for lonvick on /dev/pts/8",
        logger: 'su',
        fields: { host: 'mymachine', facility: 4 },
      },
      {
        timeMs: local(2026, 11, 26, 23, 59, 59, 0),
        message: 'tomorrow is last year',
        logger: 'app',
        fields: { host: 'host', pid: 77 },
      },
    ],
  ],
  [
    'RFC 5424, its own examples',
    'syslog5424',
    [
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed",
      "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Appli\\"cation"][x@1 class="high"]',
    ],
    [
      {
        timeMs: Date.UTC(2003, 9, 11, 22, 14, 15, 3),
        level: 'fatal',
        message: "'su root' failed",
        logger: 'su',
        fields: { host: 'mymachine.example.com', messageId: 'ID47', facility: 4 },
      },
      {
        timeMs: Date.UTC(2003, 7, 24, 12, 14, 15) + 0.003,
        level: 'info',
        message: "%% It's time to make the do-nuts.",
        logger: 'myproc',
        fields: { host: '192.0.2.1', pid: 8710, facility: 20 },
      },
      {
        timeMs: Date.UTC(2003, 9, 11, 22, 14, 15, 3),
        level: 'info',
        message: '',
        logger: 'evntslog',
        fields: {
          host: 'mymachine.example.com',
          messageId: 'ID47',
          facility: 20,
          'exampleSDID@32473.iut': '3',
          'exampleSDID@32473.eventSource': 'Appli"cation',
          'x@1.class': 'high',
        },
      },
    ],
  ],
  [
    "Apache's documented lines",
    'access',
    [
      '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
      '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /x HTTP/1.0" 503 - "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"',
      '10.0.0.1 - - [10/Oct/2000:13:55:36 +0000] "\\x16\\x03" 400 150 "-" "-"',
    ],
    [
      {
        timeMs: Date.UTC(2000, 9, 10, 20, 55, 36),
        level: 'info',
        message: 'GET /apache_pb.gif HTTP/1.0 200',
        fields: {
          client: '127.0.0.1',
          user: 'frank',
          method: 'GET',
          path: '/apache_pb.gif',
          protocol: 'HTTP/1.0',
          status: 200,
          sizeBytes: 2326,
        },
      },
      {
        timeMs: Date.UTC(2000, 9, 10, 20, 55, 36),
        level: 'error',
        message: 'GET /x HTTP/1.0 503',
        fields: {
          client: '127.0.0.1',
          method: 'GET',
          path: '/x',
          protocol: 'HTTP/1.0',
          status: 503,
          referer: 'http://www.example.com/start.html',
          userAgent: 'Mozilla/4.08 [en] (Win98; I ;Nav)',
        },
      },
      {
        timeMs: Date.UTC(2000, 9, 10, 13, 55, 36),
        level: 'warn',
        message: '\\x16\\x03 400',
        fields: { client: '10.0.0.1', status: 400, sizeBytes: 150 },
      },
    ],
  ],
  [
    'Logback with a stack',
    'log4j',
    [
      '2026-11-21 10:00:00,123 [main] ERROR com.example.App - it broke',
      'java.lang.IllegalStateException: no state',
      '\tat com.example.App.main(App.java:12)',
      'Caused by: java.io.IOException: disk',
      '\t... 1 more',
      '2026-11-21 10:00:01,000 [pool-1] INFO  com.example.App - well again',
    ],
    [
      {
        timeMs: local(2026, 11, 21, 10, 0, 0, 123),
        level: 'error',
        logger: 'com.example.App',
        message:
          'it broke\njava.lang.IllegalStateException: no state\n\tat com.example.App.main(App.java:12)\nCaused by: java.io.IOException: disk\n\t... 1 more',
        error: {
          name: 'java.lang.IllegalStateException',
          message: 'no state',
          stack:
            'java.lang.IllegalStateException: no state\n\tat com.example.App.main(App.java:12)\nCaused by: java.io.IOException: disk\n\t... 1 more',
        },
        fields: { thread: 'main' },
      },
      {
        timeMs: local(2026, 11, 21, 10, 0, 1, 0),
        level: 'info',
        logger: 'com.example.App',
        message: 'well again',
        fields: { thread: 'pool-1' },
      },
    ],
  ],
  [
    "Spring Boot's",
    'log4j',
    ['2026-11-21T10:00:00.123+01:00  WARN 4711 --- [api] [  main] o.a.c.core.StandardService  : Starting'],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 9, 0, 0, 123),
        level: 'warn',
        message: 'Starting',
        logger: 'o.a.c.core.StandardService',
        fields: { thread: 'main', pid: 4711 },
      },
    ],
  ],
  [
    "Python's usual pattern with a traceback",
    'pythonPlain',
    [
      '2026-11-21 10:00:00,123 - app.db - WARNING - Query took 150ms',
      '2026-11-21 10:00:01,000 - app.db - ERROR - failed',
      'Traceback (most recent call last):',
      '  File "a.py", line 3, in f',
      "KeyError: 'x'",
    ],
    [
      {
        timeMs: local(2026, 11, 21, 10, 0, 0, 123),
        level: 'warn',
        message: 'Query took 150ms',
        logger: 'app.db',
        fields: {},
      },
      {
        timeMs: local(2026, 11, 21, 10, 0, 1, 0),
        level: 'error',
        logger: 'app.db',
        message: 'failed\nTraceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: \'x\'',
        error: {
          name: 'KeyError',
          message: "'x'",
          stack: 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: \'x\'',
        },
        fields: {},
      },
    ],
  ],
  [
    "Python's basicConfig",
    'pythonPlain',
    ['WARNING:root:Watch out!'],
    [{ level: 'warn', message: 'Watch out!', logger: 'root', fields: {} }],
  ],
  [
    'klog',
    'klog',
    ['E1121 10:00:00.123456    4711 controller.go:114] Failed to sync'],
    [
      {
        timeMs: local(2026, 11, 21, 10, 0, 0, 0) + 123.456,
        level: 'error',
        message: 'Failed to sync',
        fields: { thread: 4711, file: 'controller.go', line: 114 },
      },
    ],
  ],
  [
    "Winston's format.simple",
    'winstonSimple',
    ['info: User created post {"userId":7,"service":"clawnet"}', 'verbose: no more'],
    [
      { level: 'info', message: 'User created post', fields: { userId: 7, service: 'clawnet' } },
      { level: 'debug', message: 'no more', fields: {} },
    ],
  ],
  [
    "nginx' error log",
    'nginxError',
    [
      '2026/11/21 10:00:00 [error] 12#13: *7 open() "/x" failed (2: No such file or directory), client: 127.0.0.1, server: _, request: "GET /x HTTP/1.1", host: "localhost:8080"',
    ],
    [
      {
        timeMs: local(2026, 11, 21, 10, 0, 0, 0),
        level: 'error',
        message: 'open() "/x" failed (2: No such file or directory)',
        fields: {
          pid: 12,
          tid: 13,
          connection: 7,
          client: '127.0.0.1',
          server: '_',
          request: 'GET /x HTTP/1.1',
          host: 'localhost:8080',
        },
      },
    ],
  ],
  [
    'JSON of an unknown logger',
    'json',
    ['{"severity":"WARNING","ts":1763719200123456789,"event":"odd","component":"x","a":{"b":1}}'],
    [{ timeMs: 1763719200123.4568, level: 'warn', message: 'odd', logger: 'x', fields: { a: { b: 1 } } }],
  ],
  [
    'what Docker Compose prints, with what the containers say within it',
    'container',
    [
      'api-1     | {"level":50,"time":1704931200000,"pid":1,"hostname":"a","msg":"no funds"}',
      'shop-db-2 | 2026-11-21T10:00:00.123000000Z TypeError: x is not a function',
      'shop-db-2 | 2026-11-21T10:00:00.123000999Z     at f (/app/a.js:1:2)',
      'web_1     | level=warn msg="slow query" ms=12',
      'api-1 exited with code 0',
    ],
    [
      {
        timeMs: 1704931200000,
        level: 'error',
        message: 'no funds',
        fields: { container: 'api-1', pid: 1, hostname: 'a' },
      },
      {
        timeMs: Date.UTC(2026, 10, 21, 10) + 123,
        message: 'TypeError: x is not a function\n    at f (/app/a.js:1:2)',
        error: {
          name: 'TypeError',
          message: 'x is not a function',
          stack: 'TypeError: x is not a function\n    at f (/app/a.js:1:2)',
        },
        fields: { container: 'shop-db-2' },
      },
      { level: 'warn', message: 'slow query', fields: { container: 'web_1', ms: 12 } },
      { message: 'api-1 exited with code 0', fields: {} },
    ],
  ],
  [
    'what kubectl prints with prefixes and times',
    'container',
    [
      '[pod/api-7d9f/app] 2026-11-21T10:00:00.5000Z {"level":30,"msg":"ready"}',
      '[pod/api-7d9f/app] E1121 10:00:01.000000       1 main.go:7] cannot connect',
    ],
    [
      {
        timeMs: Date.UTC(2026, 10, 21, 10) + 500,
        level: 'info',
        message: 'ready',
        fields: { pod: 'api-7d9f', container: 'app' },
      },
      {
        timeMs: local(2026, 11, 21, 10, 0, 1, 0),
        level: 'error',
        message: 'cannot connect',
        fields: { pod: 'api-7d9f', container: 'app', thread: 1, file: 'main.go', line: 7 },
      },
    ],
  ],
  [
    'text, with a stack of Node',
    'plain',
    ['server started', 'TypeError: x is not a function', '    at f (/app/a.js:1:2)', '', 'the next'],
    [
      { message: 'server started', fields: {} },
      {
        message: 'TypeError: x is not a function\n    at f (/app/a.js:1:2)',
        error: {
          name: 'TypeError',
          message: 'x is not a function',
          stack: 'TypeError: x is not a function\n    at f (/app/a.js:1:2)',
        },
        fields: {},
      },
      { message: 'the next', fields: {} },
    ],
  ],
];

describe('log formats', () => {
  for (const [title, format, lines, records] of ROWS) {
    it(`reads ${title}`, () => check(format, lines, records));
  }

  it('has a row for each format', () => {
    // These come from real programs in test/cli/logs.integration.test.ts.
    const real = new Set(['postgres', 'redis', 'bunyan', 'pm2Json', 'pm2Time']);
    assert.deepEqual(
      LOG_FORMATS.map(({ name }) => name).filter(
        (name) => !real.has(name) && !ROWS.some(([, format]) => format === name),
      ),
      [],
    );
  });

  it('has the names that settings have', () =>
    assert.deepEqual(
      LOG_FORMATS.map(({ name }) => name),
      LOG_FORMAT_NAMES,
    ));

  it('takes a format of text only where it knows half of the lines', () => {
    assert.equal(recogniseFormat(['out 1', 'error: bad', 'out 2', 'out 3']).name, 'plain');
  });

  it('reads what it cannot understand as text, whatever it is', () => {
    for (const line of [
      '{',
      '{"a":',
      '<99999>1 x',
      '\0\0\0',
      '[31m',
      '"'.repeat(10_000),
      'a='.repeat(10_000),
      '- '.repeat(10_000),
    ]) {
      for (const format of LOG_FORMATS) {
        const before = process.threadCpuUsage();
        const reader = new RecordReader(() => ({ nowMs: NOW }), format);
        const records = [...reader.push([line]), ...reader.flush()];
        assert.equal(records.length, 1, format.name);
        assertComputed(200, before);
      }
    }
  });
});

function check(format: string, lines: readonly string[], records: readonly LogRecord[]): void {
  const plainLines = lines.map(withoutColours);
  assert.equal(recogniseFormat(plainLines).name, format);
  const reader = new RecordReader(() => ({ nowMs: NOW }));
  const read = [...reader.push(plainLines), ...reader.flush()].map(({ record }) => record);
  assert.deepEqual(read, records);
}
