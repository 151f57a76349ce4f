import { STATUS_CODES } from 'node:http';
import { t } from '../../base/l10n.ts';
import { cutMessage } from './checkList.ts';
import type { Body, HealthReading } from './health.ts';
import { isObject, pick, textOf } from './json.ts';
import { messageOf } from './readChecks.ts';

/** `HTTP 503 Service Unavailable`. */
export function httpName(code: number): string {
  const name = STATUS_CODES[code];
  return name === undefined ? `HTTP ${code}` : `HTTP ${code} ${name}`;
}

/** The codes that say that somebody is there, and nothing about how he is. */
export function isUnauthorised(code: number): boolean {
  return code === 401 || code === 403 || code === 407;
}

/** The reading of an answer that is refused for want of authorisation: whatever its body says, it is not about health. */
export function unauthorised(code: number): HealthReading {
  return reading('unknown', t('{0}: reachable, but not authorised', httpName(code)));
}

/** The reading of an answer whose body no recogniser understood; `what` says what the body is instead. */
export function byHttpOnly(body: Body, what: string): HealthReading {
  const { code } = body;
  if (code >= 200 && code < 300) {
    const { redirectedTo } = body;
    return reading(
      'unknown',
      redirectedTo === undefined
        ? t('HTTP {0}, but the answer is {1}', code, what)
        : t('HTTP {0}, but the answer is {1} after a redirect to {2}', code, what, redirectedTo),
    );
  }
  if (code >= 300 && code < 400) return reading('unknown', t('{0}: a redirect that was not followed', httpName(code)));
  if (code === 429) return reading('degraded', t('{0}: the service limits the rate of requests', httpName(code)));
  if (code >= 400 && code < 600) {
    const text = errorText(body);
    return reading('down', text === undefined ? httpName(code) : `${httpName(code)}: ${text}`);
  }
  return reading('unknown', t('HTTP {0} is no final status code', code));
}

function reading(status: HealthReading['status'], reason: string): HealthReading {
  return { status, reason: cutMessage(reason), format: 'http', checks: [] };
}

/** What an error's body says in words: the message of a JSON error, the title of a page, the first line of a text. */
function errorText(body: Body): string | undefined {
  if (isObject(body.json)) {
    for (const key of ['message', 'error', 'detail', 'reason', 'msg', 'description', 'title', 'errors']) {
      const text = messageOf(pick(body.json, key));
      if (text !== undefined) return text;
    }
    return undefined;
  }
  if (body.json !== undefined) return undefined;
  if (body.text.trimStart().startsWith('<')) return htmlTitle(body.text);
  return textOf(body.text.trimStart().split('\n', 1)[0]);
}

/** The title of an HTML page. */
export function htmlTitle(text: string): string | undefined {
  return textOf(/<title[^>]{0,200}>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1]?.trim());
}
