import { asList, asObject, asText, type Dictionary, type DiscoverFile } from '../discoverFile.ts';
import { type DiscoverFormat, type Found, oneOrMore, optional } from '../found.ts';
import { authOf, blackboxModule, probeOfModule, tlsOf } from './blackbox.ts';

const MAX_TARGETS = 50;
/** As many as are proposed: each may name every file of targets anew. */
const MAX_JOBS = 500;

/** `prometheus.yml`: a service for each job, with static targets and those of files; jobs of a blackbox_exporter as its modules say. */
export const prometheusFormat: DiscoverFormat = {
  name: 'Prometheus',
  read(file, others) {
    // Most files of a workspace are something else, and to parse them takes time.
    if (!file.text.includes('scrape_configs')) return [];
    return file.documents().flatMap((document) => {
      const configuration = asObject(document);
      const defaults = asObject(configuration['global']);
      const jobs = asList(configuration['scrape_configs']).slice(0, MAX_JOBS);
      return jobs.flatMap((job) => readJob(asObject(job), defaults, file, others));
    });
  },
};

function readJob(job: Dictionary, defaults: Dictionary, file: DiscoverFile, others: readonly DiscoverFile[]): Found[] {
  const name = asText(job['job_name']);
  if (name === undefined) return [];
  const targets = [
    ...asList(job['static_configs']).flatMap(targetsOf),
    ...asList(job['file_sd_configs']).flatMap((config) => targetsOfFiles(asObject(config), file, others)),
  ];
  if (targets.length === 0) return [];
  const shown = [...new Set(targets)].slice(0, MAX_TARGETS);
  const notes = targets.length > MAX_TARGETS ? [`only the first ${MAX_TARGETS} targets`] : [];
  const module = asText(asList(asObject(job['params'])['module'])[0]);
  if (module !== undefined && asText(job['metrics_path']) === '/probe') {
    return readBlackboxJob(name, module, shown, notes, others);
  }
  return [
    {
      key: name,
      name,
      service: {
        metrics: oneOrMore(
          shown.map((target) => metricsProbe(job, defaults, file.folder, name, target, shown.length > 1)),
        ),
      },
      notes,
    },
  ];
}

/** Each target of such a job is what the module looks at, and not what is scraped. */
function readBlackboxJob(
  name: string,
  moduleName: string,
  targets: readonly string[],
  notes: readonly string[],
  others: readonly DiscoverFile[],
): Found[] {
  const module = blackboxModule(moduleName, others);
  return targets.flatMap((target) => {
    const probe = module && probeOfModule(module, target, name);
    if (probe === undefined) return [];
    return [
      {
        key: `${name} ${target}`,
        name: target.replace(/^\w+:\/\//, '').replace(/\/$/, ''),
        service: { group: name, [probe.setting]: probe.value },
        notes: [...notes, ...probe.notes],
      },
    ];
  });
}

function metricsProbe(
  job: Dictionary,
  defaults: Dictionary,
  folder: string,
  name: string,
  target: string,
  isOneOfMany: boolean,
): Dictionary {
  const scheme = asText(job['scheme']) ?? 'http';
  const path = asText(job['metrics_path']) ?? '/metrics';
  const query = Object.entries(asObject(job['params'])).flatMap(([key, values]) =>
    asList(values).flatMap((value) => {
      const text = asText(value);
      return text === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(text)}`];
    }),
  );
  const tls = tlsOf(job['tls_config'], folder);
  const interval = asText(job['scrape_interval']) ?? asText(defaults['scrape_interval']);
  const timeout = asText(job['scrape_timeout']) ?? asText(defaults['scrape_timeout']);
  return {
    ...(isOneOfMany && { name: target }),
    url: `${scheme}://${target}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    ...authOf(job, name),
    ...(tls !== undefined && { tls }),
    ...(job['honor_labels'] === true && { honorLabels: true }),
    ...optional('proxy', asText(job['proxy_url'])),
    ...optional('interval', interval),
    ...optional('timeout', timeout),
  };
}

function targetsOf(config: unknown): string[] {
  // Promtail has jobs that look like Prometheus', but read files.
  if (asObject(asObject(config)['labels'])['__path__'] !== undefined) return [];
  return asList(asObject(config)['targets']).flatMap((target) => {
    const text = typeof target === 'string' ? asText(target) : undefined;
    // A path would end up in the wrong part of the URL, unless the target is a URL itself, as a blackbox_exporter's is.
    return text !== undefined && /^(?:https?:\/\/[^\s@]+|[^\s/@]+)$/.test(text) ? [text] : [];
  });
}

/** The targets in files of the workspace; a `*` stands for anything in the last part of the path. */
function targetsOfFiles(config: Dictionary, file: DiscoverFile, others: readonly DiscoverFile[]): string[] {
  return asList(config['files']).flatMap((pattern) => {
    const text = asText(pattern);
    if (text === undefined) return [];
    const path = resolve(file.folder, text);
    return path === undefined ? [] : others.filter((other) => matches(other.path, path)).flatMap(targetsIn);
  });
}

/** What a file of targets lists, read once however many jobs name it. */
function targetsIn(file: DiscoverFile): readonly string[] {
  let listed = knownTargets.get(file);
  if (listed === undefined) {
    listed = file.documents().flatMap((document) => asList(document).flatMap(targetsOf));
    knownTargets.set(file, listed);
  }
  return listed;
}

const knownTargets = new WeakMap<DiscoverFile, readonly string[]>();

/** A path from the workspace's folder; what is absolute is a place in Prometheus' container, of which the last two parts tell. */
function resolve(folder: string, path: string): string | undefined {
  if (path.startsWith('/')) return `**${path.split('/').slice(-2).join('/')}`;
  const parts = folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function matches(path: string, pattern: string): boolean {
  const anywhere = pattern.startsWith('**');
  const [wanted, given] = [pattern.replace(/^\*\*/, '').split('/'), path.split('/')];
  if (anywhere ? given.length < wanted.length : given.length !== wanted.length) return false;
  const tail = given.slice(-wanted.length);
  return wanted.every((part, i) => part === tail[i] || (i === wanted.length - 1 && fits(tail[i] ?? '', part)));
}

function fits(name: string, pattern: string): boolean {
  const [before, after] = pattern.split('*');
  return (
    after !== undefined && name.length >= pattern.length - 1 && name.startsWith(before ?? '') && name.endsWith(after)
  );
}
