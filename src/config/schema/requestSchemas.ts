import {
  type API_KEY_KEYS,
  type AUTH_KINDS,
  type BASIC_KEYS,
  type OAUTH2_KEYS,
  type TLS_KEYS,
} from '../probes/requestOptions.ts';
import { count, type Schema, text, WITH_SECRETS } from './schema.ts';

const secret = (markdownDescription: string): Schema => ({ type: 'string', markdownDescription });

/** Who asks, whom to trust, and what a request goes through. */
export function requestSchemas(): Record<'auth' | 'tls' | 'maxRedirects' | 'proxy', Schema> {
  return {
    auth: authSchema(),
    tls: tlsSchema(),
    maxRedirects: count(
      'Redirects that are followed, from 0 to 20; with 0 the redirect itself is the answer. Default: `5`.',
      0,
      20,
    ),
    proxy: {
      type: 'string',
      examples: ['none', 'http://proxy:3128'],
      markdownDescription:
        '`"none"`, or the URL of a proxy for this probe. Default: `http.proxy` and `http.noProxy` of the editor, else `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.',
    },
  };
}

function object(required: readonly string[], properties: Readonly<Record<string, Schema>>, what: string): Schema {
  return { type: 'object', required, properties, additionalProperties: false, markdownDescription: what };
}

function authSchema(): Schema {
  const basic: Record<(typeof BASIC_KEYS)[number], Schema> = {
    user: secret('The user that asks.'),
    password: secret('The password, best as `${secret:NAME}`.'),
  };
  const apiKey: Record<(typeof API_KEY_KEYS)[number], Schema> = {
    header: text('The header that carries the key.', ['X-Api-Key']),
    query: text('The parameter of the URL that carries the key.', ['api_key']),
    value: secret('The key, best as `${secret:NAME}`.'),
  };
  const oauth2: Record<(typeof OAUTH2_KEYS)[number], Schema> = {
    tokenUrl: text('Where the token comes from.', ['https://auth.example/oauth/token']),
    clientId: secret('The id of the client, as the server gave it.'),
    clientSecret: secret('The client secret, best as `${secret:NAME}`. It goes to `tokenUrl` only.'),
    scope: text('Scopes, separated by spaces.'),
    audience: text('The audience, where the server wants one.'),
  };
  const kinds: Record<(typeof AUTH_KINDS)[number], Schema> = {
    basic: object(['user', 'password'], basic, 'HTTP Basic: a user and a password.'),
    bearer: secret('A bearer token, best as `${secret:NAME}`.'),
    apiKey: object(['value'], apiKey, 'A key in a header or in the URL.'),
    oauth2: object(['tokenUrl', 'clientId', 'clientSecret'], oauth2, 'OAuth 2.0 client credentials.'),
  };
  return {
    ...object([], kinds, `Who asks: one of \`basic\`, \`bearer\`, \`apiKey\`, \`oauth2\`. ${WITH_SECRETS}`),
    minProperties: 1,
    maxProperties: 1,
    defaultSnippets: [
      { label: 'Bearer token', body: { bearer: '\\${secret:${1:token}}' } },
      { label: 'Basic', body: { basic: { user: '${1:user}', password: '\\${secret:${2:password}}' } } },
      { label: 'API key', body: { apiKey: { header: '${1:X-Api-Key}', value: '\\${secret:${2:key}}' } } },
      {
        label: 'OAuth 2.0 client credentials',
        body: {
          oauth2: {
            tokenUrl: '${1:https://auth.example/oauth/token}',
            clientId: '${2:watchpost}',
            clientSecret: '\\${secret:${3:client}}',
          },
        },
      },
    ],
  };
}

function tlsSchema(): Schema {
  const properties: Record<(typeof TLS_KEYS)[number], Schema> = {
    caFile: text('Certificates (PEM) to trust in place of the system’s.', ['certs/ca.pem']),
    certFile: text('The client’s own certificate (PEM), with its chain.', ['certs/client.pem']),
    keyFile: text('Its key (PEM). Default: in `certFile`.', ['certs/client.key']),
    passphrase: secret('The passphrase of the key, best as `${secret:NAME}`.'),
    serverName: text('The name that the other side’s certificate must be for, in place of the host.'),
    insecureSkipVerify: {
      type: 'boolean',
      markdownDescription: 'Takes any certificate; the service shows a warning. Default: `false`.',
    },
  };
  return object(
    [],
    properties,
    'How a TLS connection is made. A file that is no absolute path is below the workspace folder.',
  );
}
