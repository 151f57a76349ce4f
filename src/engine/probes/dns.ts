import { isIP } from 'node:net';
import type { Resolver } from 'node:dns/promises';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { assertsOf } from '../../model/assertion.ts';
import type { ProbeSample } from '../../model/probe.ts';
import type { DnsProbeConfig } from '../../model/service.ts';
import { checkSamples } from './checkSeries.ts';
import { errorCode } from '../connections/errorCode.ts';
import { endedBySignal, outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';

const SHOWN_MAX = 5;

/** A name that is looked up: up when a name server has records of the type, and those that must be there are. */
export const dnsProbe: Probe<'dns'> = { kind: 'dns', run, target };

function target({ query, type, server }: DnsProbeConfig): string {
  return `${query} ${type}${server === undefined ? '' : ` @${server}`}`;
}

async function run(config: DnsProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  if (signal.aborted) return endedBySignal(signal, config.timeoutMs, '');
  const { Resolver } = await import('node:dns/promises');
  const resolver = new Resolver({ timeout: Math.ceil(config.timeoutMs / 2), tries: 2 });
  if (config.server !== undefined) resolver.setServers([config.server]);
  const where = config.server ?? resolver.getServers()[0] ?? t('the name server');
  const onAbort = (): void => resolver.cancel();
  signal.addEventListener('abort', onAbort);
  const startMs = context.clock.monotonic();
  try {
    const answers = await lookUp(resolver, config);
    return readAnswers(config, answers, 'NOERROR', context.clock.monotonic() - startMs);
  } catch (error) {
    return readFailure(config, error, where, context.clock.monotonic() - startMs, signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The records as zone files write them. */
async function lookUp(resolver: Resolver, { query, type }: DnsProbeConfig): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(query);
    case 'AAAA':
      return resolver.resolve6(query);
    case 'CNAME':
      return resolver.resolveCname(query);
    case 'NS':
      return resolver.resolveNs(query);
    case 'PTR':
      return isIP(query) === 0 ? resolver.resolvePtr(query) : resolver.reverse(query);
    case 'TXT':
      return (await resolver.resolveTxt(query)).map((chunks) => chunks.join(''));
    case 'MX':
      return (await resolver.resolveMx(query)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case 'SRV':
      return (await resolver.resolveSrv(query)).map((one) => `${one.priority} ${one.weight} ${one.port} ${one.name}`);
    case 'CAA':
      return (await resolver.resolveCaa(query)).map(({ critical, ...rest }) => {
        const [tag = '', value = ''] = Object.entries(rest).find(([key]) => key !== 'type') ?? [];
        return `${critical} ${tag} "${value}"`;
      });
    case 'SOA': {
      const { nsname, hostmaster, serial, refresh, retry, expire, minttl } = await resolver.resolveSoa(query);
      return [`${nsname} ${hostmaster} ${serial} ${refresh} ${retry} ${expire} ${minttl}`];
    }
  }
}

function readAnswers(config: DnsProbeConfig, answers: readonly string[], rcode: string, tookMs: number): ProbeRun {
  const checks = config.expected.map((value) => {
    const there = answers.some((answer) => sameRecord(answer, value));
    return {
      name: value,
      status: there ? ('up' as const) : ('down' as const),
      message: there ? t('is among the answers') : t('is not among the answers'),
    };
  });
  const missing = checks.filter(({ status }) => status === 'down').map(({ name }) => name);
  const took = formatSeconds(tookMs / 1000);
  const found = t('{0} {1} is {2}', config.query, config.type, list(answers));
  const rest = {
    checks,
    ...common(answers, rcode, tookMs),
    samples: [...dnsSamples(answers, rcode, tookMs), ...checkSamples(checks)],
  };
  if (missing.length > 0) return outcome('down', t('{0}, and not {1}', found, list(missing)), rest);
  return outcome('up', t('{0}, in {1}', found, took), rest);
}

/** Names are the same in any case and with or without the last dot. */
function sameRecord(answer: string, wanted: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/\.$/, '');
  return answer === wanted || bare(answer) === bare(wanted);
}

/** c-ares' codes that are an answer of the name server, with DNS' own names (RFC 1035, 4.1.1). */
const RCODES: Readonly<Record<string, string>> = {
  ENODATA: 'NOERROR',
  EFORMERR: 'FORMERR',
  ESERVFAIL: 'SERVFAIL',
  ENOTFOUND: 'NXDOMAIN',
  ENOTIMP: 'NOTIMP',
  EREFUSED: 'REFUSED',
};

function readFailure(
  config: DnsProbeConfig,
  error: unknown,
  where: string,
  tookMs: number,
  signal: AbortSignal,
): ProbeRun {
  if (signal.aborted) return endedBySignal(signal, config.timeoutMs, t('{0} did not answer', where));
  const code = errorCode(error) ?? '';
  const rcode = RCODES[code];
  if (rcode === undefined) {
    switch (code) {
      case 'ECONNREFUSED':
        return outcome('down', t('nothing listens on {0} (connection refused)', where));
      case 'ETIMEOUT':
        return outcome('down', t('{0} did not answer', where));
      case 'EBADNAME':
        return outcome('unknown', t('"{0}" is no name that can be looked up ({1})', config.query, code));
      default:
        return outcome(
          'unknown',
          t('the name "{0}" could not be looked up ({1})', config.query, code || String(error)),
        );
    }
  }
  const rest = { ...common([], rcode, tookMs), samples: dnsSamples([], rcode, tookMs) };
  // Who asserts what is in the answer may want it to be this one.
  if (assertsOf(config.assertions, 'BODY')) return outcome('up', t('{0} answered {1}', where, rcode), rest);
  switch (code) {
    case 'ENOTFOUND':
      return outcome('down', t('there is no name "{0}" (NXDOMAIN, says {1})', config.query, where), rest);
    case 'ENODATA':
      return outcome('down', t('"{0}" has no {1} record, says {2}', config.query, config.type, where), rest);
    case 'ESERVFAIL':
      return outcome('down', t('{0} failed to look "{1}" up (SERVFAIL)', where, config.query), rest);
    default:
      return outcome('unknown', t('{0} does not answer this question ({1})', where, rcode), rest);
  }
}

function common(answers: readonly string[], rcode: string, tookMs: number) {
  return {
    phasesMs: { resolve: tookMs },
    facts: { connected: true, body: Buffer.from(JSON.stringify({ rcode, answers })) },
  };
}

/** blackbox_exporter's names (prober/dns.go). */
function dnsSamples(answers: readonly string[], rcode: string, tookMs: number): ProbeSample[] {
  return [
    { name: 'probe_dns_duration_seconds', labels: { phase: 'request' }, value: tookMs / 1000 },
    { name: 'probe_dns_answer_rrs', value: answers.length },
    { name: 'probe_dns_query_succeeded', value: rcode === 'NOERROR' ? 1 : 0 },
  ];
}

function list(texts: readonly string[]): string {
  const first = texts.slice(0, SHOWN_MAX).join(', ');
  return texts.length > SHOWN_MAX ? t('{0} and {1} more', first, texts.length - SHOWN_MAX) : first;
}
