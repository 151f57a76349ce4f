import type { Completion } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import {
  aggregateOpModifierTerms,
  aggregateOpTerms,
  atModifierTerms,
  binOpModifierTerms,
  functionIdentifierTerms,
} from '@prometheus-io/codemirror-promql/dist/esm/complete/promql.terms.js';
import { t } from '../../base/l10n.ts';
import { unitWord } from '../../model/unitText.ts';
import type { MetricInfo } from '../../protocol/query.ts';
import { h } from '../dom.ts';

/** What is known of a word of a query. */
export interface WordHelp {
  readonly name: string;
  /** What it is: `function`, `counter, bytes, 12 series`. */
  readonly what: string;
  readonly help: string;
}

interface Term {
  readonly label: string;
  readonly info?: Completion['info'];
}

const KINDS: readonly (readonly [what: () => string, terms: readonly Term[]])[] = [
  [() => t('function'), functionIdentifierTerms],
  [() => t('aggregation'), aggregateOpTerms],
  [() => t('modifier'), [...aggregateOpModifierTerms, ...binOpModifierTerms, ...atModifierTerms]],
];

/** The word around `at`: a metric, function or keyword as PromQL's names are made. */
export function wordAt(text: string, at: number): { readonly word: string; readonly from: number } | undefined {
  const before = /[\w:]*$/.exec(text.slice(0, at))?.[0] ?? '';
  const after = /^[\w:]*/.exec(text.slice(at))?.[0] ?? '';
  const word = before + after;
  return /^[A-Za-z_:]/.test(word) ? { word, from: at - before.length } : undefined;
}

/** What a word means: a metric of the store before a word of the language, for a metric may be called `group`. */
export function helpOf(word: string, metrics: readonly MetricInfo[]): WordHelp | undefined {
  const metric = metrics.find(({ name }) => name === word);
  if (metric !== undefined) {
    const { type, unit, series, help } = metric;
    const parts = [type === 'unknown' ? t('metric') : type, unitWord(unit), seriesWord(series)];
    return { name: word, what: parts.filter((part) => part !== '').join(', '), help };
  }
  for (const [what, terms] of KINDS) {
    const term = terms.find(({ label }) => label === word || label === word.toLowerCase());
    if (term !== undefined)
      return { name: term.label, what: what(), help: typeof term.info === 'string' ? term.info : '' };
  }
  return undefined;
}

/** `1 series`, `12,000 series`. */
export function seriesWord(count: number): string {
  return count === 1 ? t('1 series') : t('{0} series', count.toLocaleString('en-US'));
}

/** Explains the word under the pointer. */
export function hoverHelp(metrics: () => Promise<readonly MetricInfo[]>): Extension {
  return hoverTooltip(async (view, pos) => {
    const found = wordAt(view.state.doc.toString(), pos);
    const help = found && helpOf(found.word, await metrics());
    if (found === undefined || help === undefined) return null;
    return {
      pos: found.from,
      end: found.from + found.word.length,
      above: true,
      create: () => ({
        dom: h(
          'div',
          { class: 'q-hover' },
          h('p', {}, h('strong', {}, help.name), ' ', h('span', { class: 'quiet' }, help.what)),
          help.help === '' ? undefined : h('p', {}, help.help),
        ),
      }),
    };
  });
}
