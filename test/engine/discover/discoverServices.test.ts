// What Discover reads from the files of a workspace, with the files of the sample systems' own guides among them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { discoverServices } from '../../../src/engine/discover/discoverServices.ts';
import { readExportedLiteral, UNKNOWN } from '../../../src/engine/discover/jsLiteral.ts';
import type { DiscoveredService } from '../../../src/protocol/discover.ts';
import { assertComputed } from '../../support/cpuTime.ts';

async function discover(files: Readonly<Record<string, string>>): Promise<DiscoveredService[]> {
  return discoverServices(Object.entries(files).map(([path, text]) => ({ path, text })));
}

/** The services that one file gives, by name. */
async function check(
  path: string,
  text: string,
  expected: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, string>> = {},
): Promise<DiscoveredService[]> {
  const found = (await discover({ [path]: text, ...others })).filter(({ file }) => file === path);
  assert.deepEqual(Object.fromEntries(found.map(({ name, service }) => [name, service])), expected);
  return found;
}

const lines = (...text: string[]): string => text.join('\n');

describe('discoverServices', () => {
  describe('prometheus.yml', () => {
    it('reads the one of MoAI-Flow’s guide', () =>
      check(
        'monitoring/prometheus.yml',
        lines(
          'global:',
          '  scrape_interval: 15s',
          '  evaluation_interval: 15s',
          'scrape_configs:',
          "  - job_name: 'moai-flow'",
          '    static_configs:',
          "      - targets: ['localhost:9090']",
          "  - job_name: 'node-exporter'",
          '    static_configs:',
          "      - targets: ['localhost:9100']",
          "  - job_name: 'postgresql'",
          '    static_configs:',
          "      - targets: ['localhost:9187']",
        ),
        {
          'moai-flow': { metrics: { url: 'http://localhost:9090/metrics', interval: '15s' } },
          'node-exporter': { metrics: { url: 'http://localhost:9100/metrics', interval: '15s' } },
          postgresql: { metrics: { url: 'http://localhost:9187/metrics', interval: '15s' } },
        },
      ));

    it('reads path, scheme, parameters, times, labels and trust', () =>
      check(
        'prometheus.yml',
        lines(
          'scrape_configs:',
          '  - job_name: shop api',
          '    scheme: https',
          '    metrics_path: /internal/metrics',
          '    params: { module: [a b, c] }',
          '    scrape_interval: 1m',
          '    scrape_timeout: 5s',
          '    honor_labels: true',
          '    tls_config: { ca_file: certs/ca.pem, server_name: shop, insecure_skip_verify: true }',
          '    static_configs:',
          '      - targets: [a.example:443, b.example]',
        ),
        {
          'shop api': {
            metrics: ['a.example:443', 'b.example'].map((name) => ({
              name,
              url: `https://${name}/internal/metrics?module=a%20b&module=c`,
              tls: { caFile: 'certs/ca.pem', serverName: 'shop', insecureSkipVerify: true },
              honorLabels: true,
              interval: '1m',
              timeout: '5s',
            })),
          },
        },
      ));

    it('takes no password and no token over', async () => {
      const text = lines(
        'scrape_configs:',
        '  - job_name: basic',
        '    basic_auth: { username: ann, password: hunter2 }',
        '    static_configs: [{ targets: [a:1] }]',
        '  - job_name: bearer',
        '    authorization: { credentials: hunter2 }',
        '    static_configs: [{ targets: [a:1] }]',
        '  - job_name: old',
        '    bearer_token: hunter2',
        '    static_configs: [{ targets: [a:1] }]',
        '  - job_name: other',
        '    authorization: { type: Token, credentials_file: /etc/token }',
        '    static_configs: [{ targets: [a:1] }]',
      );
      const url = 'http://a:1/metrics';
      const found = await check('prometheus.yml', text, {
        basic: { metrics: { url, auth: { basic: { user: 'ann', password: '${secret:basic-password}' } } } },
        bearer: { metrics: { url, auth: { bearer: '${secret:bearer-token}' } } },
        old: { metrics: { url, auth: { bearer: '${secret:old-token}' } } },
        other: {
          metrics: { url, auth: { apiKey: { header: 'Authorization', value: 'Token ${secret:other-token}' } } },
        },
      });
      assert.ok(!JSON.stringify(found).includes('hunter2'));
    });

    it('reads targets from files of the workspace, and from no others', () =>
      check(
        'monitoring/prometheus.yml',
        lines(
          'scrape_configs:',
          '  - job_name: nodes',
          '    file_sd_configs:',
          '      - files: [targets/*.json, ../shared/db.yml, /etc/prometheus/sd/web.yml, ../../../etc/passwd]',
        ),
        {
          nodes: {
            metrics: ['n1:9100', 'n2:9100', 'db:9187', 'web:80'].map((name) => ({
              name,
              url: `http://${name}/metrics`,
            })),
          },
        },
        {
          'monitoring/targets/nodes.json': '[{"targets":["n1:9100","n2:9100"],"labels":{"env":"prod"}}]',
          'monitoring/targets/deep/other.json': '[{"targets":["no:1"]}]',
          'shared/db.yml': '- targets: [db:9187]',
          'deploy/sd/web.yml': '- targets: [web:80]',
          'etc/passwd': '- targets: [no:2]',
        },
      ));

    it('looks at what a blackbox_exporter would look at, as its modules say', async () => {
      const blackbox = lines(
        'modules:',
        '  http_login:',
        '    prober: http',
        '    timeout: 5s',
        '    http: { method: POST, valid_status_codes: [200, 401], headers: { Authorization: Bearer hunter2, X-A: b } }',
        '  tls_connect: { prober: tcp, tcp: { tls: true } }',
        '  ping: { prober: icmp }',
        '  grpc_orders: { prober: grpc, grpc: { service: shop.v1.Orders, tls: true } }',
        '  dns_shop: { prober: dns, dns: { query_name: shop.example, query_type: MX } }',
      );
      const job = (name: string, module: string, target: string) =>
        lines(
          `  - job_name: ${name}`,
          '    metrics_path: /probe',
          `    params: { module: [${module}] }`,
          `    static_configs: [{ targets: ['${target}'] }]`,
          '    relabel_configs: [{ target_label: __address__, replacement: localhost:9115 }]',
        );
      const found = await check(
        'prometheus.yml',
        lines(
          'scrape_configs:',
          job('web', 'http_login', 'https://shop.example/login'),
          job('certificates', 'tls_connect', 'mail.example:465'),
          job('alive', 'ping', '10.0.0.1'),
          job('orders', 'grpc_orders', 'orders:50051'),
          job('names', 'dns_shop', '10.0.0.2'),
          job('ports', 'tcp_connect', 'db:5432'),
        ),
        {
          'shop.example/login': {
            group: 'web',
            health: {
              url: 'https://shop.example/login',
              method: 'POST',
              expectedStatus: [200, 401],
              headers: { Authorization: '${secret:web-Authorization}', 'X-A': 'b' },
              timeout: '5s',
            },
          },
          'mail.example:465': { group: 'certificates', tls: { host: 'mail.example', port: 465 } },
          'orders:50051': {
            group: 'orders',
            grpc: { host: 'orders', port: 50_051, service: 'shop.v1.Orders', tls: true },
          },
          '10.0.0.2': { group: 'names', dns: { query: 'shop.example', type: 'MX', server: '10.0.0.2' } },
          'db:5432': { group: 'ports', tcp: { host: 'db', port: 5432 } },
        },
        { 'blackbox.yml': blackbox },
      );
      assert.ok(!JSON.stringify(found).includes('hunter2'));
    });

    it('takes Promtail’s jobs, of Twinkle’s guide, for none of its own', () =>
      check(
        'promtail.yml',
        lines(
          'scrape_configs:',
          '  - job_name: twinkle',
          '    static_configs:',
          '      - targets: [localhost]',
          '        labels: { job: twinkle, __path__: /var/log/twinkle/*.log }',
        ),
        {},
      ));
  });

  describe('compose files', () => {
    it('reads the one of Asset Forge’s guide', () =>
      check(
        'docker-compose.yml',
        lines(
          "version: '3.8'",
          'services:',
          '  prometheus:',
          '    image: prom/prometheus',
          '    ports:',
          '      - "9090:9090"',
          '  grafana:',
          '    image: grafana/grafana',
          '    ports:',
          '      - "3001:3000"',
          '    environment:',
          '      - GF_SECURITY_ADMIN_PASSWORD=admin',
        ),
        { prometheus: { tcp: 'localhost:9090' }, grafana: { tcp: 'localhost:3001' } },
      ));

    it('reads health checks, on the port that is published', () =>
      check(
        'deploy/compose.prod.yaml',
        lines(
          'services:',
          '  api:',
          '    ports: ["127.0.0.1:8080:3000/tcp", "9229:9229"]',
          '    healthcheck:',
          '      test: ["CMD", "curl", "-f", "http://localhost:3000/api/health?full=1"]',
          '      interval: 1m30s',
          '      timeout: 10s',
          '      retries: 3',
          '  web:',
          '    ports: [{ target: 80, published: 8081 }]',
          '    healthcheck: { test: wget -qO- http://127.0.0.1/ || exit 1 }',
          '  shell:',
          '    ports: ["${SHELL_PORT:-7000}:70"]',
          '    healthcheck: { test: ["CMD", "true"] }',
          '  hidden: { image: nginx }',
          '  range: { ports: ["3000-3005:3000-3005", "53:53/udp", "8080"] }',
        ),
        {
          api: {
            health: {
              url: 'http://localhost:8080/api/health?full=1',
              interval: '1m30s',
              timeout: '10s',
              failureThreshold: 3,
            },
          },
          web: { health: { url: 'http://localhost:8081/' } },
          shell: { tcp: 'localhost:7000' },
        },
      ));

    it('knows databases, without their passwords', async () => {
      const found = await check(
        'compose.yml',
        lines(
          'services:',
          '  db:',
          '    image: docker.io/library/postgres:16',
          '    ports: ["5433:5432"]',
          '    environment: { POSTGRES_USER: shop user, POSTGRES_PASSWORD: hunter2, POSTGRES_DB: shop }',
          '  cache: { image: redis:7, command: redis-server --requirepass hunter2, ports: ["6379:6379"] }',
          '  open: { image: valkey/valkey, ports: ["6380:6379"] }',
        ),
        {
          db: { postgres: 'postgresql://shop%20user:${secret:db-password}@localhost:5433/shop' },
          cache: { redis: 'redis://:${secret:cache-password}@localhost:6379' },
          open: { redis: 'redis://localhost:6380' },
        },
      );
      assert.ok(!JSON.stringify(found).includes('hunter2'));
    });
  });

  describe('Kubernetes manifests', () => {
    it('reads the Deployment of MoAI-Flow’s guide', async () => {
      const python = ['python', '-c', 'from moai_flow.memory import SwarmDB; SwarmDB()'];
      const inPod = (...words: string[]) => [
        'kubectl',
        'exec',
        'deployment/moai-flow',
        '-c',
        'moai-flow',
        '--',
        ...words,
      ];
      await check(
        'k8s/deployment.yaml',
        lines(
          'apiVersion: apps/v1',
          'kind: Deployment',
          'metadata:',
          '  name: moai-flow',
          'spec:',
          '  replicas: 3',
          '  template:',
          '    spec:',
          '      containers:',
          '      - name: moai-flow',
          '        image: moai-flow:latest',
          '        livenessProbe:',
          '          exec:',
          '            command: [python, -c, "from moai_flow.memory import SwarmDB; SwarmDB()"]',
          '          initialDelaySeconds: 30',
          '          periodSeconds: 60',
          '          timeoutSeconds: 10',
          '          failureThreshold: 3',
          '        readinessProbe:',
          '          exec:',
          '            command: [python, /app/health_check.py]',
          '          initialDelaySeconds: 10',
          '          periodSeconds: 30',
          '          timeoutSeconds: 5',
          '          failureThreshold: 3',
        ),
        {
          'moai-flow': {
            command: [
              {
                command: inPod(...python),
                name: 'liveness',
                role: 'liveness',
                initialDelay: '30s',
                interval: '60s',
                timeout: '10s',
                failureThreshold: 3,
              },
              {
                command: inPod('python', '/app/health_check.py'),
                name: 'readiness',
                role: 'readiness',
                initialDelay: '10s',
                interval: '30s',
                timeout: '5s',
                failureThreshold: 3,
              },
            ],
          },
        },
      );
    });

    it('reads requests, ports by name, gRPC, and each container of several objects', async () => {
      const found = await check(
        'k8s/all.yml',
        lines(
          'apiVersion: v1',
          'kind: Service',
          'metadata: { name: shop }',
          '---',
          'apiVersion: apps/v1',
          'kind: StatefulSet',
          'metadata: { name: shop, namespace: prod }',
          'spec:',
          '  template:',
          '    spec:',
          '      containers:',
          '        - name: api',
          '          ports: [{ name: http, containerPort: 3000 }]',
          '          livenessProbe: { httpGet: { path: health, port: http, scheme: HTTPS }, periodSeconds: 30 }',
          '          readinessProbe: { httpGet: { path: /ready, port: 3001 }, successThreshold: 2 }',
          '        - name: orders',
          '          startupProbe: { grpc: { port: 50051, service: shop.v1.Orders }, failureThreshold: 30 }',
          '          livenessProbe: { tcpSocket: { port: 50051 } }',
          '        - name: plain',
        ),
        {
          'shop api': {
            health: [
              {
                url: 'https://localhost:3000/health',
                name: 'liveness',
                role: 'liveness',
                interval: '30s',
                tls: { insecureSkipVerify: true },
              },
              { url: 'http://localhost:3001/ready', name: 'readiness', role: 'readiness', successThreshold: 2 },
            ],
          },
          'shop orders': {
            grpc: {
              host: 'localhost',
              port: 50_051,
              service: 'shop.v1.Orders',
              name: 'startup',
              role: 'startup',
              failureThreshold: 30,
            },
            tcp: { host: 'localhost', port: 50_051, name: 'liveness', role: 'liveness' },
          },
        },
      );
      assert.deepEqual(found[0]?.notes, ['asked on this machine: kubectl port-forward statefulset/shop 3000 3001']);
    });
  });

  describe('PM2', () => {
    it('reads ecosystem files without running them', async () => {
      await check(
        'ecosystem.config.cjs',
        lines(
          "const path = require('path'); // { name: 'no', env: { PORT: 1 } }",
          "require('fs').writeFileSync('/tmp/watchpost-was-run', '');",
          'module.exports = {',
          '  apps: [',
          "    { name: 'asset-forge-api', script: './dist/index.js', instances: 2, env: { NODE_ENV: 'production', PORT: 3004 } },",
          "    { name: `worker`, script: path.join(__dirname, 'w.js'), env: { PORT: process.env.PORT || 3000 } },",
          "    { script: 'apps/web/server.mjs', env_production: { 'PORT': \"8080\", }, },",
          '  ],',
          '};',
        ),
        {
          'asset-forge-api': { tcp: 'localhost:3004', logs: [{ pm2: 'asset-forge-api' }] },
          server: { tcp: 'localhost:8080', logs: [{ pm2: 'server' }] },
        },
      );
      assert.throws(() => readFileSync('/tmp/watchpost-was-run'), /ENOENT/);
    });

    it('reads JSON and YAML', async () => {
      await check('pm2.json', '{"apps":[{"name":"a","env":{"PORT":"81"}}]}', {
        a: { tcp: 'localhost:81', logs: [{ pm2: 'a' }] },
      });
      await check('process.yml', 'apps: [{ name: b, env: { PORT: 82 } }]', {
        b: { tcp: 'localhost:82', logs: [{ pm2: 'b' }] },
      });
      await check('other.config.js', 'module.exports = { apps: [{ name: "c", env: { PORT: 83 } }] }', {});
    });
  });

  it('reads ports and databases of .env as variables, never their values', async () => {
    const found = await check(
      '.env',
      lines(
        'PORT=3000',
        'ADMIN_PORT="4000"',
        'DATABASE_URL=postgres://ann:hunter2@localhost:5432/shop',
        'SESSION_REDIS_URL=redis://:hunter2@localhost:6379',
        'SUPPORT=1',
        'WORSE_PORT=99999',
        'TOKEN=hunter2',
      ),
      {
        app: { tcp: 'localhost:${env:PORT}' },
        admin: { tcp: 'localhost:${env:ADMIN_PORT}' },
        database: { postgres: '${env:DATABASE_URL}' },
        'session-redis': { redis: '${env:SESSION_REDIS_URL}' },
      },
    );
    assert.ok(!JSON.stringify(found).includes('hunter2'));
    await check('packages/api/.env', 'PORT=3000', {});
  });

  it('reads Gatus’ endpoints with their conditions', async () => {
    const found = await check(
      'gatus/config.yaml',
      lines(
        'endpoints:',
        '  - name: front-end',
        '    group: core',
        '    url: "https://twin.sh/health"',
        '    interval: 5m',
        '    headers: { Authorization: Bearer hunter2, X-Key: "${KEY}" }',
        '    client: { insecure: true, timeout: 10s, ignore-redirect: true }',
        '    conditions:',
        '      - "[STATUS] == 200"',
        '      - "[BODY].status == UP"',
        '      - "[RESPONSE_TIME] < 150"',
        '      - "[DOMAIN_EXPIRATION] > 720h"',
        '  - name: dns',
        '    url: "8.8.8.8"',
        '    dns: { query-name: "example.org", query-type: "A" }',
        '    conditions: ["[BODY] == pat(*.*.*.*)", "[DNS_RCODE] == NOERROR"]',
        '  - name: redis',
        '    url: "tcp://127.0.0.1:6379"',
        '    conditions: ["[CONNECTED] == true"]',
        '  - { name: icmp, url: "icmp://example.org", conditions: ["[CONNECTED] == true"] }',
        '  - { name: socket, url: "wss://echo.example", body: ping, conditions: ["[BODY] == pong"], enabled: false }',
        '  - { name: mail, url: "tls://mail.example:465", conditions: ["[CERTIFICATE_EXPIRATION] > 48h"] }',
      ),
      {
        'front-end': {
          group: 'core',
          health: {
            url: 'https://twin.sh/health',
            headers: { Authorization: '${secret:front-end-Authorization}', 'X-Key': '${env:KEY}' },
            maxRedirects: 0,
            tls: { insecureSkipVerify: true },
            timeout: '10s',
            interval: '5m',
            assert: ['[STATUS] == 200', '[BODY].status == UP', '[RESPONSE_TIME] < 150'],
          },
        },
        dns: {
          dns: {
            query: 'example.org',
            type: 'A',
            server: '8.8.8.8',
            assert: ['[BODY].answers[0] == pat(*.*.*.*)'],
          },
        },
        redis: { tcp: { host: '127.0.0.1', port: 6379 } },
        socket: { enabled: false, websocket: { url: 'wss://echo.example', send: 'ping', assert: ['[BODY] == pong'] } },
        mail: { tls: { host: 'mail.example', port: 465, assert: ['[CERTIFICATE_EXPIRATION] > 48h'] } },
      },
    );
    assert.deepEqual(found[0]?.notes, ['the condition [DOMAIN_EXPIRATION] > 720h was left out']);
    assert.ok(!JSON.stringify(found).includes('hunter2'));
  });

  it('reads Uptime Kuma’s backup, with the monitors of CodeSync’s guide', async () => {
    const monitorList = [
      {
        id: 1,
        name: 'Backend API',
        type: 'http',
        url: 'https://yourdomain.com/health',
        interval: 60,
        maxretries: 3,
        method: 'GET',
        maxredirects: 10,
        accepted_statuscodes: ['200-299'],
        active: true,
        parent: 9,
      },
      {
        id: 2,
        name: 'Frontend',
        type: 'keyword',
        url: 'https://yourdomain.com/api/health',
        keyword: 'ok',
        interval: 60,
        maxretries: 3,
        basic_auth_user: 'ann',
        basic_auth_pass: 'hunter2',
        headers: '{"X-Api-Key":"hunter2","Accept":"text/plain"}',
        ignoreTls: true,
        accepted_statuscodes: ['200-299', '401'],
      },
      { id: 3, name: 'Database', type: 'port', hostname: 'your-db-server', port: 5432, interval: 120, active: false },
      {
        id: 4,
        name: 'Name',
        type: 'dns',
        hostname: 'example.com',
        dns_resolve_type: 'MX',
        dns_resolve_server: '1.1.1.1',
        port: 53,
        interval: 60,
      },
      { id: 5, name: 'Nightly', type: 'push', pushToken: 'hunter2', interval: 3600 },
      { id: 6, name: 'Ping', type: 'ping', hostname: 'a' },
      { id: 9, name: 'CodeSync', type: 'group' },
    ];
    const found = await check('Uptime_Kuma_Backup.json', JSON.stringify({ version: '1.23.0', monitorList }), {
      'Backend API': {
        group: 'CodeSync',
        health: { url: 'https://yourdomain.com/health', maxRedirects: 10, interval: '60s', retries: 3 },
      },
      Frontend: {
        health: {
          url: 'https://yourdomain.com/api/health',
          headers: { 'X-Api-Key': '${secret:Frontend-X-Api-Key}', Accept: 'text/plain' },
          auth: { basic: { user: 'ann', password: '${secret:Frontend-password}' } },
          tls: { insecureSkipVerify: true },
          expectedStatus: ['2xx', 401],
          assert: ['[BODY] == pat(*ok*)'],
          interval: '60s',
          retries: 3,
        },
      },
      Database: { enabled: false, tcp: { host: 'your-db-server', port: 5432, interval: '120s' } },
      Name: { dns: { query: 'example.com', type: 'MX', server: '1.1.1.1', interval: '60s' } },
      Nightly: { push: { every: '3600s' } },
    });
    assert.ok(!JSON.stringify(found).includes('hunter2'));
  });

  it('gives nothing for what it does not understand, and nothing that the settings would refuse', async () => {
    const nothing = {
      'prometheus.yml':
        'scrape_configs: [{ job_name: a, static_configs: [{ targets: ["a:1/x", "u:p@b", "${x}", 5] }] }]',
      // The two halves of a variable.
      'evil/prometheus.yml': lines(
        'scrape_configs:',
        '  - { job_name: a, metrics_path: "{env:HOME}", static_configs: [{ targets: ["evil.example?x=$"] }] }',
      ),
      'helm/templates/d.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: {{ .Name }} }\nlivenessProbe: {{ x }}',
      'compose.yml': 'services: &a { b: *a }',
      'bomb/compose.yml': lines(
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefghij'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[i]}`).join()}]`),
      ),
      'ecosystem.config.js': 'module.exports = require("./other")',
      'pm2.json': '{"apps":',
      'gatus.yaml': 'endpoints: [{ name: a, url: "http://a/${secret:x}", conditions: ["[STATUS] == 200"] }]',
      'kuma.json': '{"monitorList":[{"id":1,"name":"a","type":"http","url":"javascript:alert(1)"},null,5]}',
      'empty.yml': '',
    };
    assert.deepEqual(await discover(nothing), []);
  });

  it('is not held up by a file of blank lines', async () => {
    const before = process.threadCpuUsage();
    assert.deepEqual(await discover({ 'k8s/a.yaml': `Probe\n${'\n'.repeat(300_000)}x` }), []);
    assertComputed(2_000, before);
  });

  it('is not held up by what a library takes minutes for', async () => {
    const compose = (more: string): string => `services: { web: { ports: ["80:80"] } }\n${more}`;
    const count = 20_000;
    const before = process.threadCpuUsage();
    const found = await discover({
      // Keys that are maps: each would be made a text, with all that is in it.
      'keys/compose.yml': compose('? '.repeat(400)),
      'aliases/compose.yml': compose(
        `x:\n${Array.from({ length: count }, (_, i) => `- &a${i} x\n- *a${i}\n`).join('')}`,
      ),
      'itself/compose.yml': compose('x: &x { y: [*x] }'),
      // Each job names all targets.
      'jobs/prometheus.yml': lines(
        'scrape_configs:',
        ...Array.from({ length: count }, (_, i) => `- { job_name: j${i}, file_sd_configs: [{ files: [t.json] }] }`),
      ),
      'jobs/t.json': JSON.stringify([{ targets: Array.from({ length: count }, (_, i) => `h:${i}/x`) }]),
      'many/compose.yml': compose(Array.from({ length: count }, (_, i) => `k${i}: 1\n`).join('')),
    });
    assert.deepEqual(
      found.map(({ file }) => file),
      ['many/compose.yml'],
    );
    assertComputed(20_000, before);
  }).timeout(60_000);

  it('finds five hundred services at most', async () => {
    const services = Array.from({ length: 600 }, (_, i) => `  s${i}: { ports: ["${i + 1000}:80"] }`);
    assert.equal((await discover({ 'compose.yml': lines('services:', ...services) })).length, 500);
  });
});

describe('readExportedLiteral', () => {
  it('reads literals, and nothing that would have to be run', () => {
    const rows: readonly (readonly [string, unknown])[] = [
      [
        'module.exports = { a: 1, "b": [true, null, -2.5], \'c\': "x\\ny" }',
        { a: 1, b: [true, null, -2.5], c: 'x\ny' },
      ],
      ['export default [`t`, /* no */ "s", // no\n 3,]', ['t', 's', 3]],
      [
        'module.exports = { a: f({ b: [1, 2] }, "}"), c: 2, ...rest, d() { return "," }, [e]: 1, f: 1 + 2, g: `${x}` }',
        { a: UNKNOWN, c: 2, f: UNKNOWN, g: UNKNOWN },
      ],
      [
        'module.exports = { __proto__: { x: 1 }, a: 1 }',
        Object.fromEntries([
          ['__proto__', { x: 1 }],
          ['a', 1],
        ]),
      ],
      ['module.exports = f(1)', UNKNOWN],
      ['const a = 1', undefined],
      ['module.exports = {', {}],
      ['module.exports = { a: "', UNKNOWN],
    ];
    for (const [text, value] of rows) assert.deepEqual(readExportedLiteral(text), value, text);
    assert.ok(JSON.stringify([readExportedLiteral(`module.exports = ${'['.repeat(5_000)}`)]).length < 200);
  });
});
