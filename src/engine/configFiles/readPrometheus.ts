import type { Node } from 'yaml';
import { parseDuration } from '../../base/duration.ts';
import { quote } from '../promql/goText.ts';
import { type FileProblem, YamlReader } from '../rules/yamlReader.ts';
import { checkHttpClient, HTTP_CLIENT_FIELDS } from './httpShapes.ts';
import { isLabelName } from './readRoute.ts';
import { wrongPattern } from './routeMatchers.ts';
import { type FieldType, isAbsent, type Mapping, readShape, type Shape } from './shape.ts';

const RELABEL: Shape = {
  what: 'a relabel configuration',
  fields: {
    source_labels: 'texts',
    separator: 'text',
    regex: 'text',
    modulus: 'int',
    target_label: 'text',
    replacement: 'text',
    action: 'text',
  },
};
const RELABEL_ACTIONS = new Set([
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
]);
const NEEDS_TARGET = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);

const STATIC: Shape = { what: 'a static configuration', fields: { targets: 'texts', labels: 'textMap' } };

/** Ways to find targets: there are many, and what is in them only Prometheus can use. */
const DISCOVERY: Readonly<Record<string, FieldType>> = {
  static_configs: { list: STATIC },
  ...Object.fromEntries(
    `aws azure consul digitalocean dns docker dockerswarm ec2 ecs eureka file gce hetzner http ionos kubernetes kuma lightsail
    linode marathon msk nerve nomad openstack ovhcloud puppetdb scaleway serverset stackit triton uyuni vultr`
      .split(/\s+/)
      .map((name) => [`${name}_sd_configs`, 'any']),
  ),
};

const LIMITS: Readonly<Record<string, FieldType>> = {
  body_size_limit: 'text',
  sample_limit: 'int',
  target_limit: 'int',
  label_limit: 'int',
  label_name_length_limit: 'int',
  label_value_length_limit: 'int',
  keep_dropped_targets: 'int',
  scrape_protocols: 'texts',
  metric_name_validation_scheme: 'text',
  metric_name_escaping_scheme: 'text',
  always_scrape_classic_histograms: 'bool',
  convert_classic_histograms_to_nhcb: 'bool',
  scrape_native_histograms: 'bool',
  extra_scrape_metrics: 'bool',
};

const SCRAPE: Shape = {
  what: 'a scrape configuration',
  fields: {
    job_name: 'text',
    scrape_interval: 'duration',
    scrape_timeout: 'duration',
    metrics_path: 'text',
    scheme: 'text',
    params: 'any',
    honor_labels: 'bool',
    honor_timestamps: 'bool',
    track_timestamps_staleness: 'bool',
    enable_compression: 'bool',
    fallback_scrape_protocol: 'text',
    scrape_failure_log_file: 'text',
    scrape_classic_histograms: 'bool',
    native_histogram_bucket_limit: 'int',
    native_histogram_min_bucket_factor: 'text',
    relabel_configs: { list: RELABEL },
    metric_relabel_configs: { list: RELABEL },
    ...LIMITS,
    ...HTTP_CLIENT_FIELDS,
    ...DISCOVERY,
  },
};

const ALERTMANAGER: Shape = {
  what: 'an Alertmanager configuration',
  fields: {
    scheme: 'text',
    path_prefix: 'text',
    timeout: 'duration',
    api_version: 'text',
    sigv4: 'any',
    relabel_configs: { list: RELABEL },
    alert_relabel_configs: { list: RELABEL },
    ...HTTP_CLIENT_FIELDS,
    ...DISCOVERY,
  },
};

const CONFIG: Shape = {
  what: 'the configuration',
  fields: {
    global: {
      what: 'the global configuration',
      fields: {
        scrape_interval: 'duration',
        scrape_timeout: 'duration',
        evaluation_interval: 'duration',
        rule_query_offset: 'duration',
        external_labels: 'textMap',
        query_log_file: 'text',
        scrape_failure_log_file: 'text',
        runtime: 'any',
        ...LIMITS,
      },
    },
    runtime: 'any',
    rule_files: 'texts',
    scrape_config_files: 'texts',
    scrape_configs: { list: SCRAPE },
    alerting: {
      what: 'alerting',
      fields: { alert_relabel_configs: { list: RELABEL }, alertmanagers: { list: ALERTMANAGER } },
    },
    remote_write: 'any',
    remote_read: 'any',
    storage: 'any',
    tracing: 'any',
    otlp: 'any',
  },
};

const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/** What Prometheus refuses in its configuration (config/config.go), in the parts that Watchpost reads; never throws. */
export function checkPrometheus(text: string): readonly FileProblem[] {
  const yaml = new YamlReader(text);
  if (yaml.problems.length > 0) return yaml.problems;
  try {
    check(yaml);
    return yaml.problems;
  } catch (error) {
    // A file that stands for more than can be looked at.
    if (!(error instanceof RangeError)) throw error;
    return [...yaml.problems, { message: error.message }];
  }
}

function check(yaml: YamlReader): void {
  const config = readShape(yaml, yaml.root, CONFIG);
  if (config === undefined) return;
  const global = mappingAt(yaml, config, 'global') ?? new Map();
  checkLabelNames(yaml, global, 'external_labels');
  const intervalMs = durationAt(yaml, global, 'scrape_interval') ?? DEFAULT_INTERVAL_MS;
  const timeoutMs = durationAt(yaml, global, 'scrape_timeout');
  if (timeoutMs !== undefined && timeoutMs > intervalMs) {
    yaml.report('global scrape timeout greater than scrape interval', global.get('scrape_timeout')?.value);
  }
  for (const item of yaml.list(config.get('rule_files')?.value, 'rule_files')) {
    const path = yaml.text(item, 'rule_files') ?? '';
    if (!/^[^*]*(\*[^/]*)?$/.test(path)) yaml.report(`invalid rule file path ${quote(path)}`, item);
  }
  const defaults = { intervalMs, timeoutMs: timeoutMs ?? Math.min(DEFAULT_TIMEOUT_MS, intervalMs) };
  const jobs = new Set<string>();
  for (const node of yaml.list(config.get('scrape_configs')?.value, 'scrape_configs')) {
    checkScrape(yaml, node, defaults, jobs);
  }
  const alerting = mappingAt(yaml, config, 'alerting');
  if (alerting === undefined) return;
  checkRelabels(yaml, alerting, 'alert_relabel_configs');
  for (const node of yaml.list(alerting.get('alertmanagers')?.value, 'alertmanagers')) {
    const one = isAbsent(yaml, node) ? undefined : yaml.mapping(node, ALERTMANAGER.what);
    if (one === undefined) continue;
    const version = yaml.text(one.get('api_version')?.value, 'api_version');
    if (version !== undefined && version !== 'v1' && version !== 'v2') {
      yaml.report(
        `expected Alertmanager api version to be one of [v1 v2] but got ${version}`,
        one.get('api_version')?.value,
      );
    }
    checkHttpClient(yaml, one, node);
    checkTargets(yaml, one);
    checkRelabels(yaml, one, 'relabel_configs');
    checkRelabels(yaml, one, 'alert_relabel_configs');
  }
}

function checkScrape(
  yaml: YamlReader,
  node: Node,
  defaults: { readonly intervalMs: number; readonly timeoutMs: number },
  jobs: Set<string>,
): void {
  const scrape = isAbsent(yaml, node) ? undefined : yaml.mapping(node, SCRAPE.what);
  if (scrape === undefined) {
    yaml.report('empty or null scrape config section', node);
    return;
  }
  const nameNode = scrape.get('job_name')?.value;
  const name = yaml.text(nameNode, 'job_name') ?? '';
  if (name === '') yaml.report('job_name is empty', node);
  else if (jobs.has(name)) yaml.report(`found multiple scrape configs with job name ${quote(name)}`, nameNode);
  jobs.add(name);
  const intervalMs = durationAt(yaml, scrape, 'scrape_interval') ?? defaults.intervalMs;
  const timeoutMs = durationAt(yaml, scrape, 'scrape_timeout') ?? Math.min(defaults.timeoutMs, intervalMs);
  if (timeoutMs > intervalMs) {
    const message = `scrape timeout greater than scrape interval for scrape config with job name ${quote(name)}`;
    yaml.report(message, scrape.get('scrape_timeout')?.value ?? node);
  }
  checkHttpClient(yaml, scrape, node);
  checkTargets(yaml, scrape);
  checkRelabels(yaml, scrape, 'relabel_configs');
  checkRelabels(yaml, scrape, 'metric_relabel_configs');
}

function checkTargets(yaml: YamlReader, of: Mapping): void {
  for (const node of yaml.list(of.get('static_configs')?.value, 'static_configs')) {
    const group = isAbsent(yaml, node) ? undefined : yaml.mapping(node, STATIC.what);
    if (group === undefined) continue;
    checkLabelNames(yaml, group, 'labels');
    for (const item of yaml.list(group.get('targets')?.value, 'targets')) {
      const target = yaml.text(item, 'targets') ?? '';
      if (target.includes('/')) yaml.report(`${quote(target)} is not a valid hostname`, item);
    }
  }
}

function checkRelabels(yaml: YamlReader, of: Mapping, key: string): void {
  for (const node of yaml.list(of.get(key)?.value, key)) {
    const one = isAbsent(yaml, node) ? undefined : yaml.mapping(node, RELABEL.what);
    if (one === undefined) {
      yaml.report('empty or null relabeling rule', node);
      continue;
    }
    const text = (field: string): string => yaml.text(one.get(field)?.value, field) ?? '';
    const action = one.has('action') ? text('action').toLowerCase() : 'replace';
    const wrong = one.has('regex') ? wrongPattern(text('regex')) : undefined;
    if (!RELABEL_ACTIONS.has(action)) {
      yaml.report(`unknown relabel action ${quote(action)}`, one.get('action')?.value ?? node);
    }
    if (wrong !== undefined) yaml.report(wrong, one.get('regex')?.value);
    if (NEEDS_TARGET.has(action) && text('target_label') === '') {
      yaml.report(`relabel configuration for ${action} action requires 'target_label' value`, node);
    }
    if (action === 'hashmod' && Number(text('modulus') || 0) === 0) {
      yaml.report('relabel configuration for hashmod requires non-zero modulus', node);
    }
    for (const item of yaml.list(one.get('source_labels')?.value, 'source_labels')) {
      const label = yaml.text(item, 'source_labels') ?? '';
      if (!isLabelName(label)) yaml.report(`${quote(label)} is not a valid label name`, item);
    }
  }
}

function checkLabelNames(yaml: YamlReader, of: Mapping, key: string): void {
  for (const [name, { key: at }] of mappingAt(yaml, of, key) ?? []) {
    if (!isLabelName(name)) yaml.report(`${quote(name)} is not a valid label name`, at);
  }
}

function mappingAt(yaml: YamlReader, of: Mapping, key: string): Mapping | undefined {
  const node = of.get(key)?.value;
  return isAbsent(yaml, node) ? undefined : yaml.mapping(node, key);
}

/** Zero stands for the default. */
function durationAt(yaml: YamlReader, of: Mapping, key: string): number | undefined {
  const ms = parseDuration(yaml.text(of.get(key)?.value, key) ?? '');
  return ms === 0 ? undefined : ms;
}
