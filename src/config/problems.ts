import type { Problem } from '../model/problem.ts';
import type { Path } from './value.ts';

// Every way in which a setting can be wrong: one small function each, with a stable code and a sentence that says what
// to do. No message repeats a text that may hold a password (a URL, a header, a variable's value).

const error = (code: string, message: string, path: Path): Problem => ({ code, message, severity: 'error', path });
const warning = (code: string, message: string, path: Path): Problem => ({ code, message, severity: 'warning', path });

/** A text of the user cut to what fits in a sentence. */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

export const unknownKey = (
  path: Path,
  key: string,
  suggestion: string | undefined,
  known: readonly string[],
): Problem =>
  warning(
    'settings.unknownKey',
    suggestion === undefined
      ? `There is no setting \`${short(key)}\` here. Known here: ${known.join(', ')}.`
      : `There is no setting \`${short(key)}\` here. Did you mean \`${suggestion}\`?`,
    path,
  );

export const moreUnknownKeys = (path: Path, count: number): Problem =>
  warning('settings.unknownKey', `${count} more settings in this object are unknown. Remove them.`, path);

export const wrongType = (path: Path, expected: string, found: unknown): Problem =>
  error('settings.wrongType', `Write ${expected} instead of ${describe(found)}.`, path);

export const missingKey = (path: Path, key: string, expected: string): Problem =>
  error('settings.missingKey', `\`${key}\` is missing. Add ${expected}.`, path);

export const duplicateKey = (path: Path, key: string): Problem =>
  error(
    'settings.duplicateKey',
    `\`${short(key)}\` is there twice and only the last one counts. Rename or remove one of them.`,
    path,
  );

export const duplicateProbe = (path: Path, name: string): Problem =>
  error(
    'settings.duplicateProbe',
    `The service already has a probe named \`${short(name)}\`. Give this one another \`name\`.`,
    path,
  );

export const badName = (path: Path, what: string): Problem =>
  error('settings.badName', `${what} must have a name of 1 to 200 characters without line breaks or \`/\`.`, path);

export const badServiceName = (path: Path): Problem =>
  error('settings.badName', 'A service must have a name of 1 to 200 characters without line breaks.', path);

export const emptyService = (path: Path, name: string): Problem =>
  warning(
    'settings.emptyService',
    `The service \`${short(name)}\` has no probe, so its status stays unknown. Add one: "health": "http://localhost:3000/health".`,
    path,
  );

export const emptyList = (path: Path): Problem =>
  warning('settings.emptyList', 'The list is empty. Add an entry or remove the setting.', path);

export const badDuration = (path: Path, text: string): Problem =>
  error(
    'settings.badDuration',
    `\`${short(text)}\` is not a duration. Write a number with its unit, such as "500ms", "15s" or "1m30s".`,
    path,
  );

export const badSize = (path: Path, text: string): Problem =>
  error('settings.badSize', `\`${short(text)}\` is not a size. Write a number with its unit, such as "200MB".`, path);

export const outOfRange = (path: Path, least: string, most: string): Problem =>
  error('settings.outOfRange', `Write a value from ${least} to ${most}.`, path);

export const badChoice = (path: Path, choices: readonly string[], suggestion: string | undefined): Problem =>
  error(
    'settings.badChoice',
    `Write one of ${choices.map((choice) => `"${choice}"`).join(', ')}.${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`}`,
    path,
  );

export const retriesTwice = (path: Path): Problem =>
  error(
    'settings.retriesTwice',
    '`retries` and `failureThreshold` say the same (retries 3 is failureThreshold 4). Keep one; `failureThreshold` counts now.',
    path,
  );

export const oneSuccess = (path: Path, role: string): Problem =>
  warning(
    'settings.oneSuccess',
    `A ${role} probe needs one success, as in Kubernetes: \`successThreshold\` does not count here. Remove it.`,
    path,
  );

export const timeoutTooLong = (path: Path): Problem =>
  warning(
    'settings.timeoutTooLong',
    'The timeout is longer than the interval, so a slow answer delays the runs after it. Shorten `timeout` or lengthen `interval`.',
    path,
  );

export const badLimit = (path: Path, text: string): Problem =>
  error(
    'settings.badLimit',
    `\`${short(text)}\` is not a limit. Write a comparison and a number, such as "< 0.6", "> 1500MB", "> 2s" or "> 5%".`,
    path,
  );

export const emptyThreshold = (path: Path): Problem =>
  error(
    'settings.emptyThreshold',
    'The threshold has no limit. Add "warn", "critical" or both: { "warn": "> 5%" }.',
    path,
  );

export const limitOrder = (path: Path): Problem =>
  warning(
    'settings.limitOrder',
    '`critical` is reached before `warn`, so `warn` never shows. Exchange the two limits.',
    path,
  );

export const badMetricName = (path: Path): Problem =>
  error(
    'settings.badMetricName',
    'This is not a metric name. Use letters, digits, `_` and `:`, such as `cache_hit_ratio`.',
    path,
  );

export const badUrl = (path: Path, why: string): Problem => error('settings.badUrl', why, path);

export const badScheme = (
  path: Path,
  scheme: string,
  allowed: readonly string[],
  elsewhere: string | undefined,
): Problem =>
  error(
    'settings.badScheme',
    `\`${short(scheme)}://\` cannot be used here. ${
      elsewhere === undefined
        ? `Begin the URL with ${allowed.map((name) => `\`${name}://\``).join(' or ')}.`
        : `Move the URL to \`${elsewhere}\`.`
    }`,
    path,
  );

export const badPort = (path: Path): Problem =>
  error('settings.badPort', 'The port is not a number from 1 to 65535. Correct it.', path);

export const badAddress = (path: Path): Problem =>
  error('settings.badAddress', 'Write the address as "host:port", such as "localhost:5432" or "[::1]:5432".', path);

export const badServer = (path: Path): Problem =>
  error(
    'settings.badServer',
    'Write the IP address of a name server, such as "1.1.1.1", "127.0.0.1:5353" or "[::1]:53".',
    path,
  );

export const hostInQuery = (path: Path, parameter: string): Problem =>
  error(
    'settings.hostInQuery',
    `The parameter \`${parameter}\` would send the connection elsewhere. Write host and port before the path instead.`,
    path,
  );

export const unsetVariable = (path: Path, name: string): Problem =>
  error(
    'settings.unsetVariable',
    `The environment variable \`${short(name)}\` is not set. Set it in the environment or in the folder's \`.env\` file.`,
    path,
  );

export const unknownVariable = (path: Path, text: string): Problem =>
  error(
    'settings.unknownVariable',
    `\`\${${short(text)}}\` is not known. Use \${env:NAME}, \${secret:NAME}, \${environment}, \${workspaceFolder}, \${workspaceFolderBasename} or \${userHome}.`,
    path,
  );

export const unknownTake = (path: Path, name: string): Problem =>
  error(
    'settings.unknownTake',
    `No step before this one takes \`${short(name)}\`. Add \`"take": { "${short(name)}": "[BODY].…" }\` to one, in a suite.`,
    path,
  );

export const badTake = (path: Path): Problem =>
  error(
    'settings.badTake',
    'Write what is taken of the answer: "[BODY].access_token" (JSONPath) or "[HEADER].location", under a name of letters, digits, `_` and `-`.',
    path,
  );

export const openVariable = (path: Path): Problem =>
  error('settings.unknownVariable', 'A `${` is not closed. Add the `}`.', path);

export const noFolder = (path: Path, variable: string): Problem =>
  error(
    'settings.noFolder',
    `\`\${${variable}}\` has no value because no folder is open. Open the folder or write the path.`,
    path,
  );

export const noEnvironment = (path: Path): Problem =>
  error(
    'settings.noEnvironment',
    '`${environment}` has no value because the service is in none. Add "environment" or "environments" to it.',
    path,
  );

export const noUserHome = (path: Path): Problem =>
  error('settings.noFolder', '`${userHome}` has no value here. Write the path.', path);

export const badSecretName = (path: Path): Problem =>
  error(
    'settings.badSecretName',
    'The name of a secret has letters, digits, `.`, `_` and `-` only, such as ${secret:clawnet-admin}.',
    path,
  );

export const secretNotAllowed = (path: Path): Problem =>
  error(
    'settings.secretNotAllowed',
    'A secret cannot be used here. Secrets go into URLs, headers, bodies, arguments and environment variables.',
    path,
  );

export const secretInHost = (path: Path): Problem =>
  error(
    'settings.secretInHost',
    'A secret cannot choose where a request goes. Write scheme, host and port as text and use the secret after them or as the password.',
    path,
  );

export const plainSecret = (path: Path, what: string): Problem =>
  warning(
    'settings.plainSecret',
    `${what} is written in plain text. Use \${secret:NAME} and type the value in with the command "Watchpost: Set Secret".`,
    path,
  );

export const badHeaderName = (path: Path): Problem =>
  error('settings.badHeaderName', 'This is not a header name. Use letters, digits and `-`, such as `X-Api-Key`.', path);

export const badHeaderValue = (path: Path): Problem =>
  error(
    'settings.badHeaderValue',
    'A header value cannot hold line breaks, control characters or characters beyond Latin-1. Remove them.',
    path,
  );

export const reservedHeader = (path: Path, name: string): Problem =>
  error('settings.reservedHeader', `\`${name}\` is set by Watchpost itself. Remove it.`, path);

export const duplicateHeader = (path: Path, name: string): Problem =>
  error(
    'settings.duplicateHeader',
    `The header \`${short(name)}\` is there twice in another spelling. Remove one.`,
    path,
  );

export const badEnvironmentName = (path: Path): Problem =>
  error(
    'settings.badEnvironmentName',
    'This is not the name of an environment variable. It cannot be empty or hold `=` or control characters.',
    path,
  );

export const controlCharacter = (path: Path): Problem =>
  error('settings.controlCharacter', 'The text holds a NUL character. Remove it.', path);

export const tooManyProblems = (count: number): Problem =>
  warning('settings.tooManyProblems', `${count} more settings are wrong. Correct the ones above first.`, [
    'watchpost.services',
  ]);

export const badSignalName = (path: Path): Problem =>
  error('settings.badName', 'A signal must have a name of 1 to 100 characters without line breaks.', path);

export const badQuery = (path: Path, why: string): Problem =>
  error(
    'settings.badQuery',
    `This is not a PromQL query: ${why}. Write one such as "sum(rate(jobs_total[5m]))".`,
    path,
  );

export const unknownUnit = (path: Path, suggestion: string | undefined, known: readonly string[]): Problem =>
  error(
    'settings.unknownUnit',
    suggestion === undefined
      ? `There is no such unit. Known: ${known.join(', ')}.`
      : `There is no such unit. Did you mean \`${suggestion}\`?`,
    path,
  );

/** For the editor, which hears it from the engine. */
export const wrongQuery = (path: Path, why: string): Problem =>
  error('signal.wrongQuery', `The query has no result: ${why}`, path);

/** For the editor, which alone knows what is in secret storage. */
export const secretMissing = (path: Path, name: string): Problem => ({
  code: 'secret.missing',
  message: `The secret \`${short(name)}\` has not been typed in yet. Run the command "Watchpost: Set Secret".`,
  severity: 'info',
  path,
});

function describe(found: unknown): string {
  if (found === null) return 'null';
  if (Array.isArray(found)) return 'a list';
  switch (typeof found) {
    case 'number':
    case 'boolean':
      return `the ${typeof found} ${String(found)}`;
    case 'string':
      return found === '' ? 'an empty text' : 'a text';
    case 'object':
      return 'an object';
    default:
      return 'what is there';
  }
}

export const tooMany = (path: Path, most: number, what: string): Problem =>
  error('settings.tooMany', `At most ${most} ${what} fit here; the others do not count.`, path);

export const badAssertion = (path: Path, why: string): Problem =>
  error('settings.badAssertion', `This assertion is wrong: ${why}.`, path);

export const unknownFact = (path: Path, name: string, known: readonly string[]): Problem =>
  error(
    'settings.unknownFact',
    `This kind of probe meets no [${name}]. It can assert ${known.map((one) => `[${one}]`).join(', ')}.`,
    path,
  );

export const badExpectedStatus = (path: Path): Problem =>
  error('settings.badExpectedStatus', 'Write a code such as 200, a class such as "2xx", or a list of these.', path);

export const oneOf = (path: Path, keys: readonly string[]): Problem =>
  error('settings.oneOf', `Write one of ${keys.map((key) => `\`${key}\``).join(', ')} here, and only one.`, path);

export const authTwice = (path: Path): Problem =>
  error('settings.authTwice', 'The URL or the headers tell already who asks. Keep only one of them.', path);

export const insecure = (path: Path): Problem =>
  warning(
    'settings.insecure',
    'Whatever certificate the other side shows is taken, so anybody on the way can read and change what is sent. Set `caFile` instead.',
    path,
  );

export const badProxy = (path: Path): Problem =>
  error('settings.badProxy', 'Write "none", or the URL of a proxy such as "http://proxy:3128".', path);

export const unknownService = (path: Path, name: string, suggestion: string | undefined): Problem =>
  error(
    'settings.unknownService',
    `There is no service \`${short(name)}\`.${suggestion === undefined ? '' : ` Did you mean \`${suggestion}\`?`} Write the name of one in \`watchpost.services\`.`,
    path,
  );

export const dependencyCycle = (path: Path): Problem =>
  warning(
    'settings.dependencyCycle',
    'The service depends on itself, by way of what it depends on. Remove one of the two directions.',
    path,
  );

export const badCron = (path: Path, why: string): Problem =>
  error('settings.badCron', `This is not a cron expression: ${why} Write one such as "0 2 * * 0".`, path);

export const badTimeZone = (path: Path): Problem =>
  error('settings.badTimeZone', 'This time zone is not known. Write one such as "Europe/Berlin" or "UTC".', path);

export const emptyWindow = (path: Path): Problem =>
  error('settings.emptyWindow', 'The window has no time. Add "cron" and "duration", or "from" and "to".', path);

export const onceAndAgain = (path: Path): Problem =>
  warning(
    'settings.onceAndAgain',
    'A window has "cron", "duration" and "timeZone", or "from" and "to". Remove this one.',
    path,
  );

export const windowOrder = (path: Path): Problem =>
  error('settings.windowOrder', 'The window ends before it begins. Exchange "from" and "to".', path);
