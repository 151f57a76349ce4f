import type { Template } from './service.ts';

/** How a TLS connection is made and whom it trusts. Files are absolute paths to PEM (or PKCS #12 where said). */
export interface TlsConfig {
  /** Trusted in place of Node's and the system's certificates. */
  readonly caFile?: string;
  /** The client's own certificate, with its chain. */
  readonly certFile?: string;
  /** The key of the client's certificate; absent where `certFile` holds both. */
  readonly keyFile?: string;
  readonly passphrase?: Template;
  /** The name that the certificate must be for, in place of the host's. */
  readonly serverName?: string;
  /** Whatever certificate is shown is taken; the editor shows a warning. */
  readonly insecureSkipVerify?: boolean;
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4): a token is fetched from `tokenUrl` and sent as a bearer. */
export interface OAuth2Config {
  readonly tokenUrl: Template;
  readonly clientId: Template;
  readonly clientSecret: Template;
  /** Scopes separated by spaces. */
  readonly scope?: string;
  readonly audience?: string;
}

/** The proxies of the editor and the environment. URLs may hold a user and password, which no text may show. */
export interface ProxySettings {
  /** For http:// targets. */
  readonly http?: string;
  /** For https:// targets. */
  readonly https?: string;
  /** Hosts that are asked directly: `host`, `.domain`, `host:port`, `10.0.0.0/8`, `*`. */
  readonly noProxy: readonly string[];
  /** Whether the certificate of a proxy that speaks TLS itself is verified. */
  readonly strictTls: boolean;
}

/** What a request is sent through: as the settings above say, directly, or through this proxy. */
export type ProxyChoice = 'inherit' | 'none' | { readonly url: string };
