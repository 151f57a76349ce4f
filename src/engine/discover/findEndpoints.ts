import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { CacheStatsProbeConfig, HttpProbeConfig, MetricsProbeConfig } from '../../model/service.ts';
import { statusWord } from '../../model/statusText.ts';
import type { FoundEndpoint } from '../../protocol/discover.ts';
import { identifyPort } from './identifyPort.ts';
import { KNOWN_PATHS } from './knownPaths.ts';

type EndpointConfig = HttpProbeConfig | MetricsProbeConfig | CacheStatsProbeConfig;
type Setting = (typeof KNOWN_PATHS)[number][0];

export interface FindOptions {
  readonly clock: Clock;
  /** Runs a probe once; never rejects. */
  readonly run: (config: EndpointConfig, signal: AbortSignal) => Promise<ProbeResult>;
}

const AT_ONCE = 4;
const TIMEOUT_MS = 2_000;
const TOTAL_MS = 10_000;

/**
 * What can be watched at the origin of `url`, by running the probes themselves on the paths that services of the usual
 * frameworks have, and on the path of `url` itself. A redirect is not followed. What answers the same for a path that nobody
 * has is no endpoint. Where no HTTP is spoken, the port is asked what it is.
 */
export async function findEndpoints(url: string, options: FindOptions, cancel: AbortSignal): Promise<FoundEndpoint[]> {
  const typed = URL.canParse(url) ? new URL(url) : undefined;
  if (typed === undefined || !/^https?:$/.test(typed.protocol) || typed.username !== '' || typed.password !== '')
    return [];
  const stop = new AbortController();
  const onCancel = (): void => stop.abort();
  cancel.addEventListener('abort', onCancel);
  const timer = options.clock.setTimeout(onCancel, TOTAL_MS);
  try {
    return await find(typed, options, stop.signal);
  } finally {
    timer.dispose();
    cancel.removeEventListener('abort', onCancel);
  }
}

async function find(typed: URL, options: FindOptions, signal: AbortSignal): Promise<FoundEndpoint[]> {
  const ask = (setting: Setting, path: string): Promise<ProbeResult> =>
    options.run(configOf(setting, new URL(path, typed).href), signal);
  // Nobody has this path: whoever answers it answers any.
  const path = `/watchpost-${randomBytes(8).toString('hex')}`;
  const nowhere = await ask('health', path);
  if (nowhere.response === undefined) {
    const secure = new URL(typed.href.replace(/^http:/, 'https:'));
    const speaksTls =
      secure.href !== typed.href &&
      (await options.run(configOf('health', new URL(path, secure).href), signal)).response !== undefined;
    return speaksTls ? find(secure, options, signal) : asPort(typed, options, signal);
  }
  const own = `${typed.pathname}${typed.search}`;
  const paths = KNOWN_PATHS.filter(([, path]) => path !== typed.pathname);
  const wanted: (readonly [Setting, string])[] = own === '/' ? [...paths] : [[settingOf(typed), own], ...paths];
  const results = await inTurns(wanted, ([setting, path]) => ask(setting, path));
  const found = wanted.flatMap(
    ([setting, path], i): { readonly endpoint: FoundEndpoint; readonly isLocked: boolean }[] => {
      const result = results[i];
      if (result === undefined || !isEndpoint(result)) return [];
      const isTyped = path === own;
      if (!isTyped && sameAnswer(result, nowhere)) return [];
      const endpoint = { setting, value: new URL(path, typed).href, what: describe(result), picked: false };
      return [{ endpoint, isLocked: isLocked(result) }];
    },
  );
  return pickBest(found, own === '/' ? undefined : new URL(own, typed).href);
}

function sameAnswer({ response: a }: ProbeResult, { response: b }: ProbeResult): boolean {
  return a?.code === b?.code && a?.body === b?.body;
}

/** One of each kind is enough to begin with; what the user typed is wanted before all others. */
function pickBest(
  found: readonly { readonly endpoint: FoundEndpoint; readonly isLocked: boolean }[],
  typed: string | undefined,
): FoundEndpoint[] {
  const picked = new Set<string>();
  return found.map(({ endpoint, isLocked: locked }) => {
    const first = !picked.has(endpoint.setting) && !locked;
    if (!first && endpoint.value !== typed) return endpoint;
    picked.add(endpoint.setting);
    return { ...endpoint, picked: true };
  });
}

/** Whether somebody has made this path for the purpose: its body is understood, or it asks who we are. */
function isEndpoint(result: ProbeResult): boolean {
  const { status, format, response, keyNumbers } = result;
  const code = response?.code ?? 0;
  if (isLocked(result)) return true;
  if (code === 404 || code === 405 || code === 501 || (code >= 300 && code < 400)) return false;
  if (status === 'up' || status === 'degraded') return true;
  // A failing answer counts where its body, and not only its code, was understood.
  return status === 'down' && ((format !== undefined && format !== 'http') || keyNumbers.length > 0);
}

function isLocked({ response }: ProbeResult): boolean {
  return response?.code === 401 || response?.code === 403;
}

function describe(result: ProbeResult): string {
  return isLocked(result)
    ? t('needs a login (HTTP {0})', result.response?.code ?? 0)
    : `${statusWord(result.status)}: ${result.reason}`;
}

async function asPort(typed: URL, { clock }: FindOptions, signal: AbortSignal): Promise<FoundEndpoint[]> {
  const port = Number(typed.port === '' ? (typed.protocol === 'https:' ? 443 : 80) : typed.port);
  const host = typed.hostname.replace(/^\[|\]$/g, '');
  const kind = await identifyPort(host, port, clock, signal);
  const where = `${typed.hostname}:${port}`;
  switch (kind) {
    case 'redis':
      return [{ setting: 'redis', value: `redis://${where}`, what: t('answers as Redis does'), picked: true }];
    case 'postgres':
      return [
        {
          setting: 'postgres',
          value: `postgresql://${where}/postgres`,
          what: t('answers as PostgreSQL does'),
          picked: true,
        },
      ];
    case 'tcp':
      return [{ setting: 'tcp', value: where, what: t('accepts connections, but speaks no HTTP'), picked: true }];
    case undefined:
      return [];
  }
}

/** What the path of a URL is called tells what is behind it. */
function settingOf({ pathname }: URL): Setting {
  if (/\/(?:metrics|prometheus)\/?$/.test(pathname)) return 'metrics';
  return /cache\/stats\/?$/.test(pathname) ? 'cacheStats' : 'health';
}

function configOf(setting: Setting, url: string): EndpointConfig {
  const kind = setting === 'health' ? 'http' : setting;
  return {
    kind,
    id: `found/${url}`,
    name: setting,
    url: [url],
    method: 'GET',
    headers: [],
    maxRedirects: 0,
    intervalMs: TOTAL_MS,
    timeoutMs: TIMEOUT_MS,
    failureThreshold: 1,
    successThreshold: 1,
  };
}

/** The results of `work` in the order of `items`, at most four under way. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i];
      if (item !== undefined) results[i] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
