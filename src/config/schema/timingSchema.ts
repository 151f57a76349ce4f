import type { FactName } from '../../model/assertion.ts';
import { type ASSERTION_KEYS, OTHERWISE } from '../assertions/readAssertions.ts';
import { PROBE_ROLES } from '../../model/probe.ts';
import type { PROBE_COMMON_KEYS, TIMING_KEYS } from '../timing.ts';
import { count, duration, type Schema, text } from './schema.ts';

/** The timing keys, with `of` for what they are of and `otherwise` for what counts where they are not set. */
export function timingSchemas(
  of: string,
  otherwise: Readonly<Record<(typeof TIMING_KEYS)[number], string>>,
): Record<(typeof TIMING_KEYS)[number], Schema> {
  return {
    interval: duration(
      `Time from the end of one run of ${of} to the start of the next, from \`1s\` to \`7d\`. ${otherwise.interval}`,
      ['5s', '10s', '15s', '1m'],
    ),
    timeout: duration(
      `Time after which a run of ${of} is stopped and counts as failed, from \`100ms\` to \`10m\`. ${otherwise.timeout}`,
      ['1s', '5s', '10s'],
    ),
    failureThreshold: count(
      `Failures in a row before the status of ${of} turns bad, from 1 to 100; 1 turns at once. ${otherwise.failureThreshold}`,
      1,
      100,
    ),
    successThreshold: count(
      `Successes in a row before the status of ${of} turns good again, from 1 to 100. ${otherwise.successThreshold}`,
      1,
      100,
    ),
    grace: duration(
      `How long ${of} may fail before it counts, from the first look on and until the first success: a service that is starting. From \`0s\` to \`1h\`. ${otherwise.grace}`,
      ['10s', '30s', '1m', '5m'],
    ),
  };
}

/** What the long form of every probe has. `name` is the service's key for the probe, `facts` what it can assert. */
export function probeCommonSchemas(
  name: string,
  interval: string,
  facts: readonly FactName[],
): Record<(typeof PROBE_COMMON_KEYS)[number], Schema> {
  const fromService = (key: string) => `Default: the service's \`${key}\`, else \`watchpost.${key}\`.`;
  return {
    name: {
      ...text(
        `The probe's name in the tree, unique in the service. Default: \`${name}\`, with a number from the second on.`,
      ),
      pattern: '^[^/]+$',
      patternErrorMessage: 'A name cannot hold "/".',
    },
    role: {
      enum: PROBE_ROLES,
      enumDescriptions: [
        'Whether it is alive: failing, it is down, as Kubernetes would restart it.',
        'Whether it can take requests: failing, it is degraded, as Kubernetes would send it none.',
        'Whether it has started: the two others wait for it, and it ends when it succeeded.',
      ],
      markdownDescription:
        'What the probe stands for, as in Kubernetes: a failing `liveness` probe is down, a failing `readiness` probe degraded, and both wait for a `startup` probe. With a role `interval` is `10s`, `timeout` `1s` and `failureThreshold` `3` unless set here or in the service. Default: none.',
    },
    initialDelay: duration(
      'Time from the start of watching (with a `startup` probe: from its success) to the first run, up to `1h`. Default: none.',
      ['5s', '30s'],
    ),
    ...timingSchemas('the probe', {
      interval,
      timeout: fromService('timeout'),
      failureThreshold: fromService('failureThreshold'),
      successThreshold: fromService('successThreshold'),
      grace: fromService('grace'),
    }),
    assert: assertSchema(facts),
    retries: count(
      'Failures in a row that are forgiven, from 0 to 99: `3` is the same as `"failureThreshold": 4`. Set only one of the two.',
      0,
      99,
    ),
  };
}

const EXAMPLES: readonly (readonly [fact: FactName, text: string])[] = [
  ['STATUS', '[STATUS] == 200'],
  ['RESPONSE_TIME', '[RESPONSE_TIME] < 500ms'],
  ['BODY', '[BODY].status == UP'],
  ['BODY', '[BODY].queue.size < 100'],
  ['BODY', 'len([BODY].items) > 0'],
  ['HEADER', '[HEADER].content-type == pat(application/json*)'],
  ['CERTIFICATE_EXPIRATION', '[CERTIFICATE_EXPIRATION] > 7d'],
];

const WRITTEN: Readonly<Record<FactName, string>> = {
  STATUS: '`[STATUS]`',
  RESPONSE_TIME: '`[RESPONSE_TIME]`',
  BODY: '`[BODY].a.b` (JSONPath)',
  HEADER: '`[HEADER].name`',
  CONNECTED: '`[CONNECTED]`',
  CERTIFICATE_EXPIRATION: '`[CERTIFICATE_EXPIRATION]`',
  IP: '`[IP]`',
};

/** Assertions as Gatus users know them; `parseAssertion` reads them. */
export function assertSchema(facts: readonly FactName[]): Schema {
  const examples = EXAMPLES.filter(([fact]) => facts.includes(fact)).map(([, text]) => text);
  const object = {
    required: ['that'],
    properties: {
      that: { type: 'string', examples, markdownDescription: `What must hold: \`${examples[0]}\`.` },
      otherwise: {
        enum: OTHERWISE,
        markdownDescription: 'What the probe is where it does not hold. Default: `down`.',
      },
    } satisfies Record<(typeof ASSERTION_KEYS)[number], Schema>,
    additionalProperties: false,
  };
  return {
    type: 'array',
    items: {
      type: ['string', 'object'],
      pattern: '==|!=|<|>',
      patternErrorMessage: `Write a comparison, such as "${examples[0]}".`,
      defaultSnippets: examples.map((body) => ({ label: body, body })),
      ...object,
    },
    markdownDescription: `What must hold of each run, in the syntax of Gatus: ${facts.map((fact) => WRITTEN[fact]).join(', ')} with \`len()\`, \`has()\`, \`pat()\` and \`any()\`, compared by \`==\`, \`!=\`, \`<\`, \`<=\`, \`>\`, \`>=\`. An assertion on \`[STATUS]\` or \`[BODY]\` takes the place of what Watchpost would make of it by itself.`,
  };
}
