// A Prometheus' configuration beside the real promtool: what it refuses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPrometheus } from '../../../src/engine/configFiles/readPrometheus.ts';
import { need } from '../../support/provision/need.ts';

const scrape = (lines: string): string => `scrape_configs:\n- job_name: a\n  ${lines.replaceAll('\n', '\n  ')}\n`;
const alertmanager = (lines: string): string => `alerting: { alertmanagers: [{ ${lines} }] }\n`;

const FILES: readonly string[] = [
  'global: {}\n',
  'global: { scrape_interval: 15s, scrape_timeout: 10s, evaluation_interval: 30s, external_labels: { a: b } }\n',
  'global: { scrape_interval: 5s, scrape_timeout: 10s }\n',
  'global: { scrape_interval: 5s }\n',
  'global: { scrape_interval: soon }\n',
  'global: { scrape_interval: 0s }\n',
  'global: { external_labels: { "a-b": c } }\n',
  'global: { nothing: 1 }\n',
  'nothing: 1\n',
  'a: [\n',
  'rule_files: ["nowhere/*.yml"]\n',
  'rule_files: ["a*/b.yml"]\n',
  'rule_files: nowhere\n',
  'scrape_configs: []\n',
  'scrape_configs: [{ }]\n',
  'scrape_configs: [null]\n',
  'scrape_configs: { job_name: a }\n',
  'scrape_configs: [{ job_name: a }, { job_name: a }]\n',
  'scrape_configs: [{ job_name: a }, { job_name: b }]\n',
  scrape('static_configs: [{ targets: ["localhost:9090"], labels: { x: y } }]'),
  scrape('static_configs: [{ targets: ["http://localhost:9090/metrics"] }]'),
  scrape('static_configs: [{ targets: [localhost] }]'),
  scrape('static_configs: [{ targets: ["localhost:9090"], labels: { "x-y": z } }]'),
  scrape('static_configs: [{ target: ["localhost:9090"] }]'),
  scrape('static_configs: { targets: ["localhost:9090"] }'),
  scrape('scrape_interval: 10s\nscrape_timeout: 20s'),
  scrape('scrape_interval: 10s\nscrape_timeout: 10s'),
  scrape('scrape_interval: 5s'),
  scrape('scrape_timeout: 2m'),
  scrape('metrics_path: /x\nscheme: https\nhonor_labels: true\nparams: { a: [b] }'),
  scrape('honor_labels: perhaps'),
  scrape('honor_labels: yes'),
  scrape('sample_limit: 100\nlabel_limit: x'),
  scrape('sample_limit: 100'),
  scrape('bearer_token: a'),
  scrape('bearer_token: a\nbearer_token_file: b'),
  scrape('basic_auth: { username: a, password: b }'),
  scrape('basic_auth: { username: a, password: b, password_file: c }'),
  scrape('basic_auth: { username: a }\nbearer_token: b'),
  scrape('authorization: { credentials: a }'),
  scrape('authorization: { type: basic }'),
  scrape('basic_auth: { username: a }\nauthorization: { credentials: b }'),
  scrape('oauth2: { client_id: a }'),
  scrape('tls_config: { insecure_skip_verify: true }'),
  scrape('tls_config: { nothing: true }'),
  scrape('nothing: 1'),
  scrape('relabel_configs: [{ source_labels: [a], regex: "b|c", action: keep }]'),
  scrape('relabel_configs: [{ source_labels: [a], regex: "(", action: keep }]'),
  scrape('relabel_configs: [{ source_labels: ["a-b"], action: keep }]'),
  scrape('relabel_configs: [{ source_labels: [a], action: retain }]'),
  scrape('relabel_configs: [{ source_labels: [a], target_label: b }]'),
  scrape('relabel_configs: [{ source_labels: [a] }]'),
  scrape('relabel_configs: [{ source_labels: [a], action: hashmod, target_label: b }]'),
  scrape('relabel_configs: [{ source_labels: [a], action: hashmod, target_label: b, modulus: 8 }]'),
  scrape('relabel_configs: [{ action: labelmap, regex: "x_(.+)" }]'),
  scrape('relabel_configs: [{ action: DROP, source_labels: [a] }]'),
  scrape('relabel_configs: [null]'),
  scrape('metric_relabel_configs: [{ action: uppercase, source_labels: [a] }]'),
  scrape('metric_relabel_configs: [{ nothing: 1 }]'),
  alertmanager('static_configs: [{ targets: ["localhost:9093"] }]'),
  alertmanager('static_configs: [{ targets: ["http://localhost:9093"] }]'),
  alertmanager('api_version: v2, timeout: 5s, path_prefix: /x, scheme: https'),
  alertmanager('api_version: v3'),
  alertmanager('timeout: soon'),
  alertmanager('nothing: 1'),
  alertmanager('bearer_token: a, bearer_token_file: b'),
  alertmanager('relabel_configs: [{ source_labels: [a] }]'),
  'alerting: { alert_relabel_configs: [{ action: labeldrop, regex: replica }] }\n',
  'alerting: { alert_relabel_configs: [{ action: nothing }] }\n',
  'alerting: { nothing: 1 }\n',
];

describe('the configuration of a Prometheus, beside the real promtool', function () {
  let folder: string;
  before(async function () {
    await need(this, 'prometheus');
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-promtool-'));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('is refused where promtool refuses it, and nowhere else', () => {
    const file = path.join(folder, 'prometheus.yml');
    const differing = FILES.flatMap((text) => {
      const problems = checkPrometheus(text);
      writeFileSync(file, text);
      const peer = spawnSync('promtool', ['check', 'config', '--syntax-only', file], { encoding: 'utf8' });
      if ((problems.length === 0) === (peer.status === 0)) return [];
      return [{ text, ours: problems.map(({ message }) => message), theirs: peer.stdout + peer.stderr }];
    });
    assert.deepEqual(differing, []);
    const refused = FILES.filter((text) => checkPrometheus(text).length > 0).length;
    assert.ok(refused > 30 && FILES.length - refused > 20, 'both kinds are there');
  });
});
