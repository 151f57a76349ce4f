import { systemClock } from '../../../src/base/clock.ts';
import type { ProbeResult } from '../../../src/model/probe.ts';
import type { HttpProbeConfig, HttpRequestConfig, ProbeConfig, Template } from '../../../src/model/service.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { AccessTokens } from '../../../src/engine/probes/http/accessTokens.ts';
import type { ProxySettings } from '../../../src/model/request.ts';
import { HttpSession } from '../../../src/engine/probes/http/httpSession.ts';
import type { MetricsScraper, ProbeContext } from '../../../src/engine/probes/probe.ts';
import { runProbe } from '../../../src/engine/probes/registry.ts';

export interface Kit extends ProbeContext {
  readonly bugs: unknown[];
  run(config: ProbeConfig, signal?: AbortSignal): Promise<ProbeResult>;
  dispose(): void;
}

/** What probes need, for a test; `dispose()` closes its connections. */
export function probeKit(
  options: { readonly ca?: readonly string[]; readonly scraper?: MetricsScraper; readonly proxy?: ProxySettings } = {},
): Kit {
  const bugs: unknown[] = [];
  const http = new HttpSession(systemClock, options.ca);
  const context: ProbeContext = {
    clock: systemClock,
    secrets: new SecretVault(),
    http,
    tokens: new AccessTokens(),
    ...(options.proxy === undefined ? undefined : { proxy: options.proxy }),
    onBug: (error) => bugs.push(error),
    ...(options.scraper === undefined ? undefined : { scraper: options.scraper }),
  };
  return {
    ...context,
    bugs,
    run: (config, signal = new AbortController().signal) => runProbe(config, context, signal),
    dispose: () => http.dispose(),
  };
}

/** What all probe configurations share. */
export const BASE = {
  id: 'api/health',
  name: 'health',
  intervalMs: 5000,
  timeoutMs: 20_000,
  failureThreshold: 1,
  successThreshold: 1,
};

export function httpConfig(
  url: string | Template,
  rest: Partial<HttpRequestConfig & typeof BASE> = {},
): HttpProbeConfig {
  return { ...BASE, kind: 'http', url: typeof url === 'string' ? [url] : url, method: 'GET', headers: [], ...rest };
}

/** The sample's value, where there is one. */
export function sampleOf(
  result: ProbeResult,
  name: string,
  labels?: Readonly<Record<string, string>>,
): number | undefined {
  return result.samples.find(
    (sample) =>
      sample.name === name && Object.entries(labels ?? {}).every(([key, value]) => sample.labels?.[key] === value),
  )?.value;
}
