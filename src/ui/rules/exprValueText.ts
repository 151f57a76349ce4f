import { t } from '../../base/l10n.ts';
import { formatQuantity } from '../../base/unit.ts';
import type { ExprValue } from '../../protocol/editing.ts';
import { escapeMarkdown, inlineCode, shorten } from '../markdown.ts';

const MAX_LABELS = 200;

/** The value of a part of an expression as Markdown: how many series, and the first few of them. */
export function exprValueText(value: ExprValue): string {
  const { type, unit, series, samples, values, string, failure } = value;
  if (failure !== undefined) return t('It cannot be evaluated now: {0}', escapeMarkdown(failure));
  if (string !== undefined) return inlineCode(string);
  if (series === 0) return t('Nothing now.');
  const numbers = values.map((one) => escapeMarkdown(formatQuantity(one.value, unit)));
  if (type === 'scalar') return t('**{0}** now', numbers[0] ?? '');
  const counted = series.toLocaleString('en-US');
  const head =
    type === 'matrix'
      ? t('{0} series with {1} samples; the last ones:', counted, samples.toLocaleString('en-US'))
      : t('{0} series now:', counted);
  const rows = values.map(({ labels }, i) => {
    const text = labels === '' ? '' : ` ${inlineCode(shorten(labels, MAX_LABELS))}`;
    return `- **${numbers[i] ?? ''}**${text}`;
  });
  const more =
    series > values.length ? [`- ${t('and {0} more', (series - values.length).toLocaleString('en-US'))}`] : [];
  return [head, '', ...rows, ...more].join('\n');
}
