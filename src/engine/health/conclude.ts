import { t } from '../../base/l10n.ts';
import type { Check } from '../../model/probe.ts';
import { severity, type Status } from '../../model/status.ts';
import { statusWord } from '../../model/statusText.ts';
import { cut, cutMessage } from './checkList.ts';
import type { Finding, HealthReading } from './health.ts';
import { isExplicitlyDegraded, readStatusWord, type ReadStatus } from './statusWord.ts';

const NAMED_CAUSES = 3;
const LONGEST_REASON = 400;
/** Messages that are the predicate of a sentence by themselves. */
const PREDICATES: ReadonlySet<string> = new Set(
  'disconnected unavailable unreachable inaccessible failing unhealthy offline stopped degraded unstable impaired'.split(
    ' ',
  ),
);

/**
 * The reading of a recognised body: its total, lowered by its checks (a body that says `ok` while a check of it is not up is
 * degraded) and by the HTTP code (never better than its class, but `degraded` said in so many words stays behind a 5xx).
 */
export function conclude(format: string, code: number, finding: Finding): HealthReading {
  const checks = finding.checks?.checks ?? [];
  const byBody = lowerByChecks(finding);
  // No format says that it is well behind a 5xx, so there the code has the last word even for those that own it.
  const ownsCode = finding.ownsCode === true && (code < 500 || byBody !== 'up');
  const status = ownsCode ? byBody : capByCode(byBody, code, finding.word);
  return { status, reason: cut(reasonOf(status, code, finding, checks), LONGEST_REASON), format, checks };
}

function lowerByChecks(finding: Finding): ReadStatus {
  const { status, checks } = finding;
  if (checks === undefined || finding.computed === true) return status;
  const { worst } = checks;
  if (worst !== 'degraded' && worst !== 'down') return status;
  if (status === 'up') return 'degraded';
  return status === 'unknown' ? worst : status;
}

function capByCode(status: ReadStatus, code: number, word: unknown): ReadStatus {
  if (code >= 200 && code < 400) return status;
  if (code === 429) return status === 'down' ? 'down' : 'degraded';
  if (code < 400 || code >= 600) return status === 'up' ? 'unknown' : status;
  return code >= 500 && status === 'degraded' && isExplicitlyDegraded(word) ? 'degraded' : 'down';
}

function reasonOf(status: ReadStatus, code: number, finding: Finding, checks: readonly Check[]): string {
  const http = code >= 400 ? `HTTP ${code}: ` : '';
  const leftOut = finding.checks?.leftOut ?? 0;
  const says = saying(finding);
  const note = leftOut === 0 ? '' : ` (${t('{0} of {1} checks are listed', checks.length, checks.length + leftOut)})`;
  const isUp = says === '' ? t('the service is up') : says;
  const failing = checks.filter((check) => check.status === 'down' || check.status === 'degraded');
  if (status === 'up') {
    const upCount = checks.filter((check) => check.status === 'up').length;
    if (checks.length === 0) return says === '' ? `HTTP ${code}` : says;
    if (upCount === checks.length)
      return (
        (checks.length === 1 ? isStatus(checks[0]?.name ?? '', 'up') : t('all {0} checks are up', checks.length)) + note
      );
    if (failing.length === 0 && upCount === 0) return t('{0}; its checks tell nothing', isUp) + note;
    if (failing.length === 0)
      return t('{0} of {1} checks are up, the others tell nothing', upCount, checks.length) + note;
    return t('{0}, although {1}', isUp, causes(failing)) + note;
  }
  if (failing.length > 0) {
    const isContradicted = finding.status === 'up' && says !== '' && finding.computed !== true;
    return http + (isContradicted ? t('{0}, although {1}', causes(failing), says) : causes(failing)) + note;
  }
  if (status === 'unknown') {
    if (finding.status === 'unknown' && checks.length > 0 && finding.word === undefined)
      return t('no check tells its status') + note;
    return says === '' ? http + t('the body gives no status') : `${http}${says}`;
  }
  if (finding.status === 'up' && code >= 400)
    return t('{0}, although {1}', `HTTP ${code}`, says === '' ? t('the body says nothing bad') : says) + note;
  return (says === '' ? http.slice(0, -2) || t('the service is {0}', statusWord(status)) : `${http}${says}`) + note;
}

/** `the service says "UP": message`, as far as there is something. */
function saying({ word, message, status }: Finding): string {
  const text = message === undefined ? '' : cutMessage(message);
  if (typeof word === 'string' && word !== '') {
    const quoted = t('the service says "{0}"', cut(cutMessage(word), 60));
    if (status === 'unknown' && readStatusWord(word) === undefined)
      return t('{0}, which is no known status', quoted) + (text === '' ? '' : `: ${text}`);
    return text === '' || text === word ? quoted : `${quoted}: ${text}`;
  }
  if (text !== '') return text;
  if (typeof word === 'boolean' || typeof word === 'number') return t('the service says {0}', String(word));
  return word === null ? t('the service gives null as its status') : '';
}

function causes(failing: readonly Check[]): string {
  const worstFirst = failing.toSorted((a, b) => severity(b.status) - severity(a.status));
  const named = worstFirst.slice(0, NAMED_CAUSES).map(describe).join('; ');
  const more = failing.length - NAMED_CAUSES;
  return more > 0 ? t('{0}; and {1} more', named, more) : named;
}

/** `redis is down: Could not connect`, `database is disconnected`. */
function describe({ name, status, message }: Check): string {
  if (message === undefined) return isStatus(name, status);
  return PREDICATES.has(message.toLowerCase())
    ? t('{0} is {1}', name, message)
    : `${isStatus(name, status)}: ${message}`;
}

function isStatus(name: string, status: Status): string {
  return t('{0} is {1}', name, statusWord(status));
}
