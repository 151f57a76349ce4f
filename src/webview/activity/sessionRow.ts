import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ActivitySession, SessionEnd } from '../../model/activity.ts';
import { button, h } from '../dom.ts';
import type { OrderedSession } from './orderSessions.ts';

/** A session as a row; deeper ones wait for those above. */
export function sessionRow(
  { session, depth }: OrderedSession,
  onEnd: (session: ActivitySession, how: SessionEnd) => void,
): HTMLElement {
  const { pid, role, database, application, client, state, waitsFor, query, querySeconds, transactionSeconds } =
    session;
  const waits = session.blockedBy.length > 0;
  const runs = state === 'active' || waits;
  return h(
    'tr',
    { class: waits ? 'a-waits' : undefined },
    h('th', { scope: 'row', class: `value a-depth-${Math.min(depth, 5)}` }, depth > 0 ? `↳ ${pid}` : pid),
    h('td', {}, h('div', {}, state ?? t('not shown')), h('div', { class: 'quiet' }, waitingText(session, waitsFor))),
    h('td', { class: 'value a-number' }, duration(querySeconds)),
    h('td', { class: 'value a-number' }, duration(transactionSeconds)),
    h('td', {}, h('div', {}, `${role}@${database}`), h('div', { class: 'quiet' }, `${application} ${client}`.trim())),
    h('td', { class: 'a-query', title: query }, query ?? ''),
    h(
      'td',
      { class: 'a-actions' },
      runs &&
        button(t('Cancel the query of {0}', pid), {
          icon: 'debug-stop',
          iconOnly: true,
          onclick: () => onEnd(session, 'cancel'),
        }),
      button(t('Terminate {0}', pid), { icon: 'trash', iconOnly: true, onclick: () => onEnd(session, 'terminate') }),
    ),
  );
}

function waitingText({ blockedBy }: ActivitySession, waitsFor: string | undefined): string {
  if (blockedBy.length === 0) return waitsFor === undefined || waitsFor === 'Client: ClientRead' ? '' : waitsFor;
  const who = blockedBy.map((pid) => (pid === 0 ? t('a prepared transaction') : String(pid))).join(', ');
  return t('waits for {0} ({1})', who, waitsFor ?? t('a lock'));
}

function duration(seconds: number | undefined): string {
  return seconds === undefined ? '' : formatSeconds(Math.max(0, seconds));
}
