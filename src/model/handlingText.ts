import { assertNever } from '../base/assertNever.ts';
import { t, language } from '../base/l10n.ts';
import type { Handling } from './handling.ts';

/** Why nobody is called, in a few words: `snoozed until 15:04`. */
export function handlingText(handling: Handling, nowMs: number): string {
  switch (handling.kind) {
    case 'maintenance':
      return t('{0} until {1}', handling.name, untilText(handling.untilMs, nowMs));
    case 'snoozed':
      return t('snoozed until {0}', untilText(handling.untilMs, nowMs));
    case 'acknowledged':
      return handling.note === '' ? t('acknowledged') : t('acknowledged: {0}', handling.note);
    case 'dependency':
      return t('{0} is down', handling.serviceId);
    default:
      return assertNever(handling);
  }
}

/** The same as a sentence. */
export function handlingSentence(handling: Handling, nowMs: number): string {
  switch (handling.kind) {
    case 'maintenance':
      return t('In maintenance ({0}) until {1}: nobody is called.', handling.name, untilText(handling.untilMs, nowMs));
    case 'snoozed':
      return t('Snoozed until {0}: nobody is called.', untilText(handling.untilMs, nowMs));
    case 'acknowledged':
      return handling.note === ''
        ? t('Acknowledged at {0}: nobody is called until it is up again.', untilText(handling.atMs, nowMs))
        : t(
            'Acknowledged at {0} ({1}): nobody is called until it is up again.',
            untilText(handling.atMs, nowMs),
            handling.note,
          );
    case 'dependency':
      return t(
        'Nobody is called for it: {0}, which it depends on, is down ({1}).',
        handling.serviceId,
        handling.reason,
      );
    default:
      return assertNever(handling);
  }
}

/** A time of day, with the date where it is not today's. */
export function untilText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${at.toLocaleDateString(language(), { month: 'short', day: 'numeric' })}, ${time}`;
}
