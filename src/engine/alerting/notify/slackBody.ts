import { severityOf } from '../../../model/alert.ts';
import type { AlertMessage, MessageAlert } from './alertMessage.ts';

const MAX_LISTED = 10;
const MAX_TEXT = 300;
const COLORS = { critical: 'danger', warning: 'warning', info: '#439FE0' } as const;
const NOT_SHOWN = new Set(['alertname', 'severity']);

/** A message for a Slack incoming webhook: one attachment, as Alertmanager makes it. */
export function slackBody(message: AlertMessage): unknown {
  const { alertname, status, alerts, truncated } = message;
  const firing = alerts.filter(({ resolved }) => !resolved);
  const count = status === 'firing' ? `FIRING:${firing.length + truncated}` : 'RESOLVED';
  const title = escapeSlack(`[${count}] ${alertname}`);
  const worst = (['critical', 'warning', 'info'] as const).find((severity) =>
    firing.some(({ labels }) => severityOf(labels) === severity),
  );
  const listed = alerts.slice(0, MAX_LISTED).map(lineOf);
  const more = alerts.length - listed.length + truncated;
  const text = [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
  return {
    // Links and mentions come of what is escaped here only.
    text: title,
    attachments: [
      { color: worst === undefined ? 'good' : COLORS[worst], title, fallback: title, text, mrkdwn_in: ['text'] },
    ],
  };
}

function lineOf({ resolved, labels, annotations }: MessageAlert): string {
  const about = annotations['summary'] ?? annotations['description'] ?? annotations['message'] ?? '';
  const identity = Object.entries(labels)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
  const said = [about, identity].filter((part) => part !== '').join(' · ');
  const short = said.length > MAX_TEXT ? `${said.slice(0, MAX_TEXT - 1)}…` : said;
  return `${resolved ? 'resolved: ' : ''}${escapeSlack(short.replace(/\s+/g, ' '))}`;
}

/** As Slack wants it: three characters make links, mentions and channels (https://api.slack.com/reference/surfaces/formatting#escaping). */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
