import type { ProxySettings } from '../model/request.ts';

/** VS Code's own `http.*` settings, unchecked. */
export interface EditorProxy {
  readonly proxy?: unknown;
  readonly noProxy?: unknown;
  readonly proxyStrictSSL?: unknown;
  readonly proxySupport?: unknown;
}

/**
 * The proxies in force: the editor's `http.proxy`, else those of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
 * `NO_PROXY`, in either case); undefined where there is none, or `http.proxySupport` is off.
 */
export function proxySettings(
  editor: EditorProxy,
  env: (name: string) => string | undefined,
): ProxySettings | undefined {
  if (editor.proxySupport === 'off') return undefined;
  const either = (name: string): string | undefined => nonEmpty(env(name.toLowerCase())) ?? nonEmpty(env(name));
  const own = nonEmpty(editor.proxy);
  const all = either('ALL_PROXY');
  const http = own ?? either('HTTP_PROXY') ?? all;
  const https = own ?? either('HTTPS_PROXY') ?? all;
  if (http === undefined && https === undefined) return undefined;
  const listed = Array.isArray(editor.noProxy) ? editor.noProxy.filter((host) => typeof host === 'string') : [];
  const noProxy = [...listed, ...(either('NO_PROXY') ?? '').split(/[\s,]+/)].filter((host) => host !== '');
  return {
    ...(http !== undefined && { http }),
    ...(https !== undefined && { https }),
    noProxy,
    strictTls: editor.proxyStrictSSL !== false,
  };
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
