import { t } from '../../../base/l10n.ts';
import type { MessageSeen, MessageTemplate } from '../../../protocol/logs.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../../markdown.ts';

const VALUE_MAX = 60;

/** What stands above a log statement. */
export function lensText({ count, atLeast, last }: MessageSeen): string {
  const shown = count.toLocaleString('en');
  const seen = atLeast
    ? t('seen at least {0} times in the last hour', shown)
    : count === 1
      ? t('seen once in the last hour')
      : t('seen {0} times in the last hour', shown);
  const [newest] = last;
  return `$(output) ${newest === undefined ? seen : t('{0}, last at {1}', seen, clockText(newest.timeMs))}`;
}

/** What a hover over a log statement shows, as Markdown. */
export function hoverText(
  seen: MessageSeen,
  holes: readonly string[],
  show: { command: string; args: readonly unknown[] },
): string {
  if (seen.count === 0) return t('Not seen in the logs of the last hour.');
  const { count, atLeast, serviceIds, last } = seen;
  const names = serviceIds.map(escapeMarkdown).join(', ');
  const times = count.toLocaleString('en');
  const lines = [
    atLeast
      ? t('**At least {0} times** in the last hour, in the logs of {1}.', times, names)
      : count === 1
        ? t('**Once** in the last hour, in the logs of {0}.', names)
        : t('**{0} times** in the last hour, in the logs of {1}.', times, names),
  ];
  const shown = holes.map((_, i) => i).filter((i) => last.some(({ values }) => (values[i] ?? '') !== ''));
  if (last.length > 0) {
    const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    lines.push(
      [
        row([t('last at'), ...shown.map((i) => inTable(inlineCode(shorten(holes[i] ?? '', VALUE_MAX))))]),
        row(['---', ...shown.map(() => '---')]),
        ...last.map(({ timeMs, values }) =>
          row([clockText(timeMs), ...shown.map((i) => escapeMarkdown(shorten(values[i] ?? '', VALUE_MAX)))]),
        ),
      ].join('\n'),
    );
  }
  lines.push(commandLink(t('Show them in a log view'), show.command, show.args));
  return lines.join('\n\n');
}

/** The condition of a log view's filter that leaves the messages of a template. */
export function messageCondition(parts: MessageTemplate): string {
  return `message~"^${parts.map(escapeRegexp).join('.*')}${parts.at(-1) === '' ? '' : '$'}"`;
}

/** Text as RE2 reads it; a quote ends the condition, and is written by its number. */
function escapeRegexp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('"', '\\x22');
}

function inTable(text: string): string {
  return text.replaceAll('|', '\\|');
}

function clockText(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString('en-GB');
}
