import { t } from '../../base/l10n.ts';
import type { ExplainNode } from '../../protocol/query.ts';
import { h, setChildren } from '../dom.ts';
import { formatMs } from '../time.ts';
import { seriesWord } from './hoverHelp.ts';

/** The tree of a query's expressions, each with what it gave and took for itself. */
export class ExplainView {
  readonly element = h('div', { class: 'q-explain' });
  readonly #onChoose: (text: string) => void;

  constructor(onChoose: (text: string) => void) {
    this.#onChoose = onChoose;
  }

  update(root: ExplainNode, omitted: number): void {
    const longestMs = Math.max(root.evalMs, 0.001);
    const notes = [
      t('Each part is evaluated for itself at the time above; its time includes that of the parts below it.'),
      ...(omitted > 0 ? [t('{0} more parts were not looked at.', omitted)] : []),
    ];
    setChildren(this.element, [
      h('ul', { class: 'q-tree', 'aria-label': t('Parts of the query') }, this.#node(root, longestMs)),
      h('p', { class: 'quiet' }, notes.join(' ')),
    ]);
  }

  #node(node: ExplainNode, longestMs: number): HTMLElement {
    const bar = h('span', { class: 'q-bar', 'aria-hidden': 'true' });
    bar.style.width = `${Math.max(2, Math.min(100, (100 * node.evalMs) / longestMs))}%`;
    const labels = node.labels.map(({ name, values }) => `${name} (${values.toLocaleString('en-US')})`).join(', ');
    return h(
      'li',
      {},
      h(
        'div',
        { class: 'q-node' },
        h(
          'button',
          {
            type: 'button',
            class: 'q-node-text',
            title: t('Put this part into the editor'),
            onclick: () => this.#onChoose(node.text),
          },
          node.text,
        ),
        h(
          'p',
          { class: 'q-node-facts' },
          h('span', { class: 'quiet' }, node.what),
          node.failure === undefined
            ? h('strong', { class: 'value' }, countsOf(node))
            : h('strong', { class: 'status-down' }, node.failure),
          h(
            'span',
            { class: 'value q-node-time' },
            h('span', {}, formatMs(node.evalMs)),
            h('span', { class: 'q-rail' }, bar),
          ),
        ),
        labels === '' ? undefined : h('p', { class: 'quiet q-node-labels' }, labels),
      ),
      node.children.length === 0
        ? undefined
        : h('ul', {}, ...node.children.map((child) => this.#node(child, longestMs))),
    );
  }
}

function countsOf({ type, series, samples }: ExplainNode): string {
  if (type === 'scalar' || type === 'string') return type === 'scalar' ? t('scalar') : t('text');
  if (type !== 'matrix') return seriesWord(series);
  return `${seriesWord(series)}, ${t('{0} samples', samples.toLocaleString('en-US'))}`;
}
