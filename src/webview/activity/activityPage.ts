import type { Activity, ActivitySession, SessionEnd } from '../../model/activity.ts';
import type { ActivityAnswer, ActivityHostSide, ActivityPageSide } from '../../protocol/activity.ts';
import type { Channel } from '../../protocol/rpc.ts';
import { h, setChildren, setText } from '../dom.ts';
import { orderSessions, type Sort } from './orderSessions.ts';
import { sessionRow } from './sessionRow.ts';

/** From one answer to the next question. */
const REFRESH_MS = 2_000;

/** The page of a database's sessions: asked for every two seconds while it is shown, sorted and filtered here. */
export class ActivityPage {
  readonly #root: HTMLElement;
  readonly #channel: Channel<ActivityPageSide, ActivityHostSide>;
  readonly #page: Window;
  readonly #title = h('h1');
  readonly #counts = h('p', { class: 'quiet', role: 'status' });
  readonly #problem = h('p', { class: 'a-problem', role: 'alert', hidden: true });
  readonly #body = h('tbody');
  readonly #filter = h('input', {
    type: 'search',
    class: 'a-filter',
    placeholder: 'Filter',
    'aria-label': 'Filter the sessions',
    oninput: () => this.#draw(),
  });
  readonly #pauseButton = h('button', { type: 'button', class: 'button', onclick: () => this.#pause() }, 'Pause');
  readonly #sorts = new Map<Sort, HTMLElement>();
  #activity: Activity | undefined;
  #sort: Sort = 'tree';
  #isPaused = false;

  constructor(root: HTMLElement, channel: Channel<ActivityPageSide, ActivityHostSide>, page: Window) {
    this.#root = root;
    this.#channel = channel;
    this.#page = page;
  }

  async start(): Promise<void> {
    this.#build();
    const { serviceName, environment } = await this.#channel.request('open', []);
    setText(this.#title, environment === '' ? serviceName : `${serviceName} · ${environment}`);
    await this.#refresh();
  }

  #build(): void {
    const sort = (order: Sort, text: string): HTMLElement => {
      const element = h(
        'button',
        { type: 'button', class: 'button button-quiet', onclick: () => this.#sortBy(order) },
        text,
      );
      this.#sorts.set(order, element);
      return element;
    };
    setChildren(this.#root, [
      h(
        'main',
        { class: 'a-page' },
        h(
          'header',
          { class: 'a-header' },
          h('div', {}, this.#title, this.#counts),
          h('div', { class: 'a-tools' }, this.#filter, this.#pauseButton),
        ),
        this.#problem,
        h(
          'div',
          { class: 'a-table', tabindex: 0, role: 'region', 'aria-label': 'Sessions' },
          h(
            'table',
            {},
            h(
              'caption',
              { class: 'visually-hidden' },
              'The sessions of the database, who waits below the one that keeps him',
            ),
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                h('th', { scope: 'col' }, sort('tree', 'pid')),
                h('th', { scope: 'col' }, 'state'),
                h('th', { scope: 'col', class: 'a-number' }, sort('query', 'query')),
                h('th', { scope: 'col', class: 'a-number' }, sort('transaction', 'transaction')),
                h('th', { scope: 'col' }, 'who'),
                h('th', { scope: 'col' }, 'statement'),
                h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'actions')),
              ),
            ),
            this.#body,
          ),
        ),
      ),
    ]);
    this.#markSort();
  }

  /** Asks, shows, and plans the next question from the answer: a slow database is not asked twice at once. */
  async #refresh(): Promise<void> {
    if (!this.#isPaused) this.#take(await this.#channel.request('activity', [], { timeoutMs: 60_000 }));
    this.#page.setTimeout(() => void this.#refresh(), REFRESH_MS);
  }

  #take(answer: ActivityAnswer): void {
    this.#problem.hidden = answer.ok;
    setText(this.#problem, answer.ok ? '' : answer.message);
    if (!answer.ok) return;
    this.#activity = answer.activity;
    this.#draw();
  }

  #draw(): void {
    if (this.#activity === undefined) return;
    const { sessions } = this.#activity;
    const ordered = orderSessions(sessions, this.#sort, this.#filter.value);
    const focused = document.activeElement?.getAttribute('aria-label');
    setChildren(
      this.#body,
      ordered.map((one) => sessionRow(one, (session, how) => void this.#end(session, how))),
    );
    // The rows are new: who was on a button of one stays there.
    if (focused != null && document.activeElement === document.body) {
      for (const element of this.#body.querySelectorAll<HTMLElement>('button'))
        if (element.getAttribute('aria-label') === focused) element.focus();
    }
    const active = sessions.filter(({ state }) => state === 'active').length;
    const waiting = sessions.filter(({ blockedBy }) => blockedBy.length > 0).length;
    const idle = sessions.filter(({ state }) => state?.startsWith('idle in transaction')).length;
    setText(
      this.#counts,
      `${sessions.length} sessions: ${active} active, ${waiting} waiting, ${idle} idle in transaction`,
    );
  }

  async #end(session: ActivitySession, how: SessionEnd): Promise<void> {
    const name = { pid: session.pid, startedUs: session.startedUs };
    // It waits for as long as the user takes to think.
    const isEnded = await this.#channel.request('endSession', [name, how], { timeoutMs: 3_600_000 });
    if (isEnded) this.#take(await this.#channel.request('activity', [], { timeoutMs: 60_000 }));
  }

  #sortBy(sort: Sort): void {
    this.#sort = sort;
    this.#markSort();
    this.#draw();
  }

  #markSort(): void {
    for (const [sort, element] of this.#sorts) {
      const isThis = sort === this.#sort;
      element.parentElement?.setAttribute('aria-sort', isThis ? (sort === 'tree' ? 'other' : 'descending') : 'none');
    }
  }

  #pause(): void {
    this.#isPaused = !this.#isPaused;
    setText(this.#pauseButton, this.#isPaused ? 'Go On' : 'Pause');
  }
}
