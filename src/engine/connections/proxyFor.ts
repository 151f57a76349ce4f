import { BlockList, isIP } from 'node:net';
import type { ProxyChoice, ProxySettings } from '../../model/request.ts';
import { decodePart } from './databaseUri.ts';

/** A proxy on the way to a target. `authorization` is confidential. */
export interface Proxy {
  /** `http://proxy:3128`, without user and password. */
  readonly origin: string;
  readonly authorization?: string;
  readonly strictTls: boolean;
}

/**
 * The proxy for `url`, if any. This machine itself is never asked through a proxy of the editor or the environment (as Go's
 * httpproxy has it), only through one that a probe names. A proxy that is no http(s) URL counts as none.
 */
export function proxyFor(url: URL, choice: ProxyChoice, settings: ProxySettings | undefined): Proxy | undefined {
  if (choice === 'none') return undefined;
  const strictTls = settings?.strictTls ?? true;
  if (choice !== 'inherit') return parseProxy(choice.url, strictTls);
  if (settings === undefined || isLoopback(url.hostname) || settings.noProxy.some((rule) => exempts(rule, url))) {
    return undefined;
  }
  const chosen = url.protocol === 'https:' ? settings.https : settings.http;
  return chosen === undefined ? undefined : parseProxy(chosen, strictTls);
}

/** The origin of a proxy that a probe names itself: whoever writes the settings chose it, so a secret must be allowed for it too. */
export function ownProxyOrigin(choice: ProxyChoice | undefined): string | undefined {
  return typeof choice === 'object' ? parseProxy(choice.url, true)?.origin : undefined;
}

function parseProxy(text: string, strictTls: boolean): Proxy | undefined {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username === '' && url.password === '') return { origin: url.origin, strictTls };
  const pair = `${decodePart(url.username)}:${decodePart(url.password)}`;
  return { origin: url.origin, authorization: `Basic ${Buffer.from(pair).toString('base64')}`, strictTls };
}

function isLoopback(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(hostname) || hostname.startsWith('127.') || hostname === '[::1]';
}

/** Whether `rule` of a NO_PROXY list names the host: itself, a domain that it is in, a network, or a port of these. */
function exempts(rule: string, url: URL): boolean {
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  const wanted = rule.toLowerCase();
  if (wanted === '*') return true;
  if (wanted.includes('/')) return inNetwork(host, wanted);
  const [, name = wanted, port] = /^(.*?[^:]|\[.*\]):(\d+)$/.exec(wanted) ?? [];
  if (port !== undefined && port !== effectivePort(url)) return false;
  const bare = name
    .replace(/^\[|\]$/g, '')
    .replace(/^\*?\./, '')
    .replace(/\.$/, '');
  return bare !== '' && (host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`)));
}

function inNetwork(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, Number(bits), type);
  return list.check(host, type);
}

function effectivePort(url: URL): string {
  return url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
}
