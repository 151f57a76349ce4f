import { t } from '../../base/l10n.ts';
import type { Signal } from '../../model/signal.ts';
import { ChartCard } from '../charts/chartCard.ts';
import { lineLabels } from '../charts/lineLabels.ts';
import { h } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import type { PageContext, Section } from './pageContext.ts';
import { SignalActions } from './signalActions.ts';
import type { ViewStore } from './viewStore.ts';

/** A signal with the store that its lines are in. */
interface Shown {
  readonly signal: Signal;
  readonly store: ViewStore;
}

/** The golden signals: each with its value, a small chart, and the query that it comes from. */
export class Signals implements Section {
  readonly element: HTMLElement;
  readonly #cards: KeyedList<Shown>;

  constructor(context: PageContext) {
    const grid = h('div', { class: 'chart-grid signal-grid' });
    this.#cards = new KeyedList<Shown>(grid, (shown) => new SignalCard(shown, context));
    this.element = h(
      'section',
      { class: 'section', 'aria-labelledby': 'signals', hidden: true },
      h('h2', { id: 'signals' }, t('Golden signals')),
      grid,
    );
  }

  update(store: ViewStore): void {
    const signals = store.service.signals ?? [];
    this.element.hidden = signals.length === 0;
    this.#cards.update(
      signals.map((signal) => ({ signal, store })),
      ({ signal }) => signal.name,
    );
  }
}

class SignalCard implements View<Shown> {
  readonly element: HTMLElement;
  readonly #card: ChartCard;
  readonly #actions: SignalActions;

  constructor(shown: Shown, context: PageContext) {
    this.#card = new ChartCard(contentOf(shown), { ...context, heightPx: 84 });
    this.#actions = new SignalActions(shown.signal, context);
    this.element = this.#card.element;
    this.element.append(this.#actions.element);
  }

  update(shown: Shown): void {
    this.#card.update(contentOf(shown));
    this.#actions.update(shown.signal);
  }

  dispose(): void {
    this.#card.dispose();
  }
}

function contentOf({ signal, store }: Shown) {
  const { name, unit } = signal;
  const lines = store.linesOf(name);
  const labels = lineLabels(lines.map((line) => line.labels));
  return {
    title: titleOf(signal),
    subtitle: '',
    help: '',
    unit,
    lines: lines.map((line, i) => ({ id: line.id, label: labels[i] ?? '', columns: () => line })),
    fromZero: unit !== 'timestamp' && unit !== 'celsius',
  };
}

/** A signal's name as a heading: metrics, quantiles and what the user wrote stay as they are. */
function titleOf({ name, group }: Signal): string {
  const isOurs = group !== 'own' && group !== 'pinned' && !/\d/.test(name);
  return isOurs ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
