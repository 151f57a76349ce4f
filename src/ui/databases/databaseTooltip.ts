import { t, language } from '../../base/l10n.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import { statusWord } from '../../model/statusText.ts';
import { escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
import { sparklineImage } from '../alerts/sparklineImage.ts';
import { STATUS_LOOKS } from '../statusLook.ts';
import { type DatabaseNode, numberText, SEVERITY_ICONS, severityWords } from './databaseRows.ts';

const MAX_TEXT = 600;
const MAX_NUMBERS = 8;

/** The tooltip of a row as Markdown with theme icons; whatever comes from outside in it is escaped. */
export function databaseTooltip(node: DatabaseNode, nowMs: number): string {
  const { entry } = node;
  const { watched, report, name } = entry;
  switch (node.kind) {
    case 'number': {
      const { number } = node;
      const values = number.history;
      const known = values.filter(Number.isFinite);
      const image = sparklineImage({ timesMs: values.map((_, i) => i), values });
      const range =
        known.length === 0
          ? ''
          : t(
              '{0} to {1}',
              formatQuantity(Math.min(...known), number.unit),
              formatQuantity(Math.max(...known), number.unit),
            );
      return lines([
        `**${escapeMarkdown(number.name)}** ${numberText(number)}`,
        known.length > 1 ? `![${escapeMarkdown(number.name)}](${image})` : '',
        range,
      ]);
    }
    case 'finding': {
      const { severity, title, detail, numbers, fix } = node.finding;
      return lines([
        `$(${SEVERITY_ICONS[severity].id}) **${text(title)}**`,
        text(detail),
        numbers
          .slice(0, MAX_NUMBERS)
          .map(({ name: of, value, unit }) => `${text(of)} ${value === undefined ? '–' : formatQuantity(value, unit)}`)
          .join(' · '),
        fix === undefined ? '' : t('The report shows what would mend it.'),
      ]);
    }
    case 'database':
    case 'report':
    case 'quiet':
      return lines([
        watched === undefined
          ? `**${text(name)}** — SQLite`
          : `$(${STATUS_LOOKS[watched.probe.status].icon}) **${text(name)}** ${statusWord(watched.probe.status)} — ${watched.probe.kind}`,
        inlineCode(shorten(watched?.probe.target ?? report?.target ?? '', MAX_TEXT)),
        watched === undefined ? '' : text(watched.probe.reason),
        report === undefined
          ? t('No report yet.')
          : t(
              'Report of {0} ({1} ago): {2}',
              new Date(report.atMs).toLocaleString(language(), { dateStyle: 'short', timeStyle: 'medium' }),
              formatSeconds(Math.max(0, Math.round((nowMs - report.atMs) / 1000))),
              severityWords(report),
            ),
        report === undefined ? '' : `${report.engine} ${text(report.version)}`,
        ...(report?.unread ?? [])
          .slice(0, MAX_NUMBERS)
          .map(({ id, reason }) => `$(circle-slash) ${text(`${id}: ${reason}`)}`),
      ]);
  }
}

function text(value: string): string {
  return escapeMarkdown(shorten(value, MAX_TEXT));
}

/** Paragraphs of Markdown; an empty one is left out. */
function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
