import type { Node } from 'yaml';
import type { YamlReader } from '../rules/yamlReader.ts';
import { isAbsent, type Mapping, type Shape } from './shape.ts';

/** How an HTTP client is configured in Prometheus and Alertmanager (prometheus/common, `HTTPClientConfig`). */
export const TLS_CONFIG: Shape = {
  what: 'a TLS configuration',
  fields: {
    ca: 'text',
    cert: 'text',
    key: 'text',
    ca_file: 'text',
    cert_file: 'text',
    key_file: 'text',
    ca_ref: 'text',
    cert_ref: 'text',
    key_ref: 'text',
    server_name: 'text',
    insecure_skip_verify: 'bool',
    min_version: 'text',
    max_version: 'text',
  },
};

const PROXY = {
  proxy_url: 'text',
  no_proxy: 'text',
  proxy_from_environment: 'bool',
  proxy_connect_header: 'any',
} as const;

/** The fields, which stand in a block of their own in Alertmanager, and beside others in Prometheus. */
export const HTTP_CLIENT_FIELDS = {
  basic_auth: {
    what: 'basic_auth',
    fields: {
      username: 'text',
      username_file: 'text',
      username_ref: 'text',
      password: 'text',
      password_file: 'text',
      password_ref: 'text',
    },
  },
  authorization: {
    what: 'authorization',
    fields: { type: 'text', credentials: 'text', credentials_file: 'text', credentials_ref: 'text' },
  },
  oauth2: {
    what: 'oauth2',
    fields: {
      client_id: 'text',
      client_secret: 'text',
      client_secret_file: 'text',
      client_secret_ref: 'text',
      client_certificate_key_id: 'text',
      client_certificate_key: 'text',
      client_certificate_key_file: 'text',
      client_certificate_key_ref: 'text',
      signature_algorithm: 'text',
      grant_type: 'text',
      iss: 'text',
      audience: 'text',
      claims: 'any',
      scopes: 'texts',
      token_url: 'text',
      endpoint_params: 'textMap',
      tls_config: TLS_CONFIG,
      ...PROXY,
    },
  },
  bearer_token: 'text',
  bearer_token_file: 'text',
  ...PROXY,
  follow_redirects: 'bool',
  enable_http2: 'bool',
  tls_config: TLS_CONFIG,
  http_headers: 'any',
} as const satisfies Shape['fields'];

export const HTTP_CONFIG: Shape = { what: 'an HTTP configuration', fields: HTTP_CLIENT_FIELDS };

/** What may not stand together (`HTTPClientConfig.Validate`). */
export function checkHttpClient(yaml: YamlReader, config: Mapping | undefined, at: Node | null | undefined): void {
  if (config === undefined) return;
  const has = (key: string, of: Mapping = config): boolean => !isAbsent(yaml, of.get(key)?.value);
  const filled = (key: string, of: Mapping = config): boolean => (yaml.text(of.get(key)?.value, key) ?? '') !== '';
  const fail = (message: string): void => yaml.report(message, at);
  const inside = (key: string): Mapping | undefined =>
    has(key) ? yaml.mapping(config.get(key)?.value, key) : undefined;
  const bearer = ['bearer_token', 'bearer_token_file'].filter((key) => filled(key));
  if (bearer.length > 1) fail('at most one of bearer_token & bearer_token_file must be configured');
  const ways = ['basic_auth', 'oauth2', 'authorization'].filter((key) => has(key));
  if (ways.length > 0 && bearer.length > 0) {
    fail('at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured');
  } else if (ways.length > 1) fail('at most one of basic_auth, oauth2 & authorization must be configured');
  const basic = inside('basic_auth');
  if (basic !== undefined && filled('password', basic) && filled('password_file', basic)) {
    fail('at most one of basic_auth password & password_file must be configured');
  }
  const authorization = inside('authorization');
  if (authorization !== undefined) {
    if (filled('credentials', authorization) && filled('credentials_file', authorization)) {
      fail('at most one of authorization credentials & credentials_file must be configured');
    }
    if ((yaml.text(authorization.get('type')?.value, 'type') ?? '').trim().toLowerCase() === 'basic') {
      fail('authorization type cannot be set to "basic", use "basic_auth" instead');
    }
  }
  const oauth2 = inside('oauth2');
  if (oauth2 !== undefined) {
    if (!filled('client_id', oauth2)) fail('oauth2 client_id must be configured');
    if (!['client_secret', 'client_secret_file', 'client_secret_ref'].some((key) => filled(key, oauth2))) {
      fail('either oauth2 client_secret or client_secret_file must be configured');
    }
    if (!filled('token_url', oauth2)) fail('oauth2 token_url must be configured');
    if (filled('client_secret', oauth2) && filled('client_secret_file', oauth2)) {
      fail('at most one of oauth2 client_secret & client_secret_file must be configured');
    }
  }
}
