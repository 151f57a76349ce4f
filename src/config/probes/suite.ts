import type { Assertion, FactName } from '../../model/assertion.ts';
import type { SuiteStep, TakeConfig } from '../../model/service.ts';
import { parseAssertion } from '../assertions/parseAssertion.ts';
import { readAssertions } from '../assertions/readAssertions.ts';
import * as problems from '../problems.ts';
import { readFlag } from '../quantities.ts';
import { readPlain } from '../template.ts';
import { child, isObject, isPresent, readEntries, readObject, type Value } from '../value.ts';
import { HEALTH_KEYS, readRequest, readUrlRequest, type Request } from './http.ts';
import type { ProbeForm } from './probeForm.ts';

export const SUITE_KEYS = ['steps'] as const;
export const STEP_KEYS = ['name', ...HEALTH_KEYS, 'assert', 'take'] as const;
export const TAKE_KEYS = ['from', 'secret'] as const;
export const STEP_FACTS: readonly FactName[] = [
  'STATUS',
  'RESPONSE_TIME',
  'BODY',
  'HEADER',
  'CERTIFICATE_EXPIRATION',
  'IP',
];
export const MAX_STEPS = 20;
const MAX_TAKES = 20;
const EXPECTED = 'an object such as { "steps": ["http://localhost:3000/login", "http://localhost:3000/me"] }';

/** `suite`: an object with steps, each asked when the one before succeeded. */
export const suiteForm: ProbeForm<'suite'> = {
  kind: 'suite',
  setting: 'suite',
  // Whoever logs in does not do so every few seconds.
  leastDefaultIntervalMs: 60_000,
  keys: SUITE_KEYS,
  facts: ['CONNECTED', 'RESPONSE_TIME'],
  expected: `${EXPECTED}, or a list of these`,
  isShort: () => false,
  readShort: () => undefined,
  readLong(at, field) {
    const stepsAt = field('steps');
    if (!isPresent(stepsAt)) {
      at.context.report(problems.missingKey(at.path, 'steps', '"steps": ["http://localhost:3000/login"]'));
      return undefined;
    }
    const { raw } = stepsAt;
    if (!Array.isArray(raw) || raw.length === 0) {
      at.context.report(problems.wrongType(stepsAt.path, 'the steps as a list of URLs or objects', raw));
      return undefined;
    }
    if (raw.length > MAX_STEPS) at.context.report(problems.tooMany(stepsAt.path, MAX_STEPS, 'steps'));
    const steps = readSteps(stepsAt, Math.min(raw.length, MAX_STEPS));
    return steps && { target: { kind: 'suite', steps } };
  },
};

/** Undefined where one is wrong: a suite with a gap would say something else than the user meant. */
function readSteps(at: Value, count: number): SuiteStep[] | undefined {
  const taken = new Set<string>();
  const context = { ...at.context, variables: { ...at.context.variables, taken } };
  const names = new Set<string>();
  const steps: SuiteStep[] = [];
  for (let i = 0; i < count; i++) {
    const step = readStep({ ...child(at, i), context }, i + 1, names);
    if (step === undefined) continue;
    steps.push(step);
    for (const { name } of step.take) taken.add(name);
  }
  return steps.length === count ? steps : undefined;
}

function readStep(at: Value, number: number, names: Set<string>): SuiteStep | undefined {
  const { secretUses } = at.context;
  const firstUse = secretUses.length;
  const found = isObject(at.raw) ? readLongStep(at) : withNothing(readUrlRequest(at));
  if (found === undefined) return undefined;
  // Secrets of a step go to its own origin only.
  for (const use of secretUses.splice(firstUse))
    secretUses.push(use.origin === undefined ? { ...use, origin: found.origin } : use);
  const wanted = found.name ?? `step ${number}`;
  let name = wanted;
  for (let next = 2; names.has(name); next++) name = `${wanted} ${next}`;
  names.add(name);
  return { ...found.request, name, assertions: found.assertions, take: found.take };
}

interface FoundStep extends Request {
  readonly name?: string;
  readonly take: readonly TakeConfig[];
}

function withNothing(request: Request | undefined): FoundStep | undefined {
  return request && { ...request, take: [] };
}

function readLongStep(at: Value): FoundStep | undefined {
  const field = readObject<string>(at, STEP_KEYS, 'a URL, or an object with `url`');
  if (field === undefined) return undefined;
  const request = readRequest(at, field);
  const [nameAt, takeAt] = [field('name'), field('take')];
  const name = isPresent(nameAt) ? readPlain(nameAt, 'a name such as "log in"') : undefined;
  const take = isPresent(takeAt) ? readTakes(takeAt) : [];
  const asserted = readAssertions(field('assert'), STEP_FACTS);
  if (request === undefined || take === undefined) return undefined;
  const assertions: Assertion[] = [...request.assertions, ...asserted];
  return { ...request, assertions, take, ...(name !== undefined && { name }) };
}

function readTakes(at: Value): TakeConfig[] | undefined {
  const entries = readEntries(at, 'what is taken by name, such as { "token": "[BODY].access_token" },');
  if (entries === undefined) return undefined;
  if (entries.length > MAX_TAKES) at.context.report(problems.tooMany(at.path, MAX_TAKES, 'entries'));
  const takes = entries.slice(0, MAX_TAKES).map(([name, value]) => readTake(name, value));
  return takes.every((take) => take !== undefined) ? takes : undefined;
}

function readTake(name: string, at: Value): TakeConfig | undefined {
  const field = isObject(at.raw) ? readObject(at, TAKE_KEYS, 'an object with `from`') : undefined;
  const fromAt = field?.('from') ?? at;
  const text = isPresent(fromAt) ? readPlain(fromAt, 'what is taken, such as "[BODY].access_token"') : undefined;
  const secret = field === undefined ? undefined : readFlag(field('secret'));
  const parsed = text === undefined ? undefined : parseAssertion(`${text} == x`);
  const fact = parsed?.ok === true && parsed.value.left.kind === 'fact' ? parsed.value.left.fact : undefined;
  const good = fact !== undefined && fact.of === undefined && (fact.name === 'BODY' || fact.name === 'HEADER');
  if (good && /^[A-Za-z][\w-]{0,99}$/.test(name)) return { name, fact, secret: secret ?? true };
  at.context.report(problems.badTake(fromAt.path));
  return undefined;
}
