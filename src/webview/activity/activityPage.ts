import { t } from '../../base/l10n.ts';
import type { Activity, ActivitySession, SessionEnd } from '../../model/activity.ts';
import type { ActivityAnswer, ActivityHostSide, ActivityPageSide, NoLook } from '../../protocol/activity.ts';
import type { Channel } from '../../protocol/rpc.ts';
import { h, setChildren, setText } from '../dom.ts';
import { orderSessions, type Sort } from './orderSessions.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { ProblemLine } from '../problemLine.ts';
import { sessionRow } from './sessionRow.ts';

/** From one answer to the next question. */
const REFRESH_MS = 2_000;

/** The page of a database's sessions: asked for every two seconds while it is shown, sorted and filtered here. */
export class ActivityPage {
  readonly #root: HTMLElement;
  readonly #channel: Channel<ActivityPageSide, ActivityHostSide>;
  readonly #api: Pick<VsCodeApi, 'setState'>;
  readonly #page: Window;
  readonly #title = h('h1', {}, t('Sessions'));
  /** Not a live region: it changes with each answer. */
  readonly #counts = h('p', { class: 'quiet' });
  /** Says what came of what the user did. */
  readonly #spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #problem: ProblemLine;
  readonly #body = h('tbody');
  readonly #filter = h('input', {
    type: 'search',
    class: 'a-filter',
    placeholder: t('Filter'),
    'aria-label': t('Filter the sessions'),
    oninput: () => this.#sayFound(),
  });
  readonly #pauseButton = h('button', { type: 'button', class: 'button', onclick: () => this.#pause() }, t('Pause'));
  readonly #table = h('div', { class: 'a-table', tabindex: 0, role: 'region', 'aria-label': t('Sessions') });
  readonly #sorts = new Map<Sort, HTMLElement>();
  #activity: Activity | undefined;
  #sort: Sort = 'tree';
  #isPaused = false;
  #isWatched = false;

  constructor(
    root: HTMLElement,
    channel: Channel<ActivityPageSide, ActivityHostSide>,
    api: Pick<VsCodeApi, 'setState'>,
    page: Window,
  ) {
    this.#root = root;
    this.#api = api;
    this.#channel = channel;
    this.#page = page;
    this.#problem = new ProblemLine(() => void channel.request('manageTrust', []));
  }

  async start(): Promise<void> {
    this.#build();
    await this.#open();
    await this.#refresh();
  }

  async #open(): Promise<void> {
    const { serviceName, environment, serviceId, probeId, isWatched } = await this.#channel.request('open', []);
    this.#api.setState({ serviceId, probeId });
    setText(this.#title, environment === '' ? serviceName : `${serviceName} · ${environment}`);
    this.#isWatched = isWatched;
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
        this.#problem.element,
        this.#spoken,
        this.#table,
      ),
    ]);
    this.#table.append(
      h(
        'table',
        {},
        h(
          'caption',
          { class: 'visually-hidden' },
          t('The sessions of the database, who waits below the one that keeps him'),
        ),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, sort('tree', t('pid'))),
            h('th', { scope: 'col' }, t('state')),
            h('th', { scope: 'col', class: 'a-number' }, sort('query', t('query'))),
            h('th', { scope: 'col', class: 'a-number' }, sort('transaction', t('transaction'))),
            h('th', { scope: 'col' }, t('who')),
            h('th', { scope: 'col' }, t('statement')),
            h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, t('actions'))),
          ),
        ),
        this.#body,
      ),
    );
    this.#markSort();
  }

  /** Asks, shows, and plans the next question from the answer: a slow database is not asked twice at once. */
  async #refresh(): Promise<void> {
    if (!this.#isPaused) this.#take(await this.#channel.request('activity', [], { timeoutMs: 60_000 }));
    this.#page.setTimeout(() => void this.#refresh(), REFRESH_MS);
  }

  #take(answer: ActivityAnswer | NoLook): void {
    if (answer.ok) this.#problem.show('');
    else this.#problem.show(answer.message, 'needsTrust' in answer);
    if (!answer.ok) return;
    // It was not there when the page was, and is now: its name is known.
    if (!this.#isWatched) void this.#open();
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
    // The rows are new: who was on a button of one stays there, or with the table where its session is gone.
    if (focused != null && document.activeElement === document.body) {
      const buttons = [...this.#body.querySelectorAll<HTMLElement>('button')];
      const same = buttons.find((element) => element.getAttribute('aria-label') === focused);
      (same ?? this.#table).focus();
    }
    const active = sessions.filter(({ state }) => state === 'active').length;
    const waiting = sessions.filter(({ blockedBy }) => blockedBy.length > 0).length;
    const idle = sessions.filter(({ state }) => state?.startsWith('idle in transaction')).length;
    setText(
      this.#counts,
      t('{0} sessions: {1} active, {2} waiting, {3} idle in transaction', sessions.length, active, waiting, idle),
    );
  }

  async #end(session: ActivitySession, how: SessionEnd): Promise<void> {
    const name = { pid: session.pid, startedUs: session.startedUs };
    // It waits for as long as the user takes to think.
    const isEnded = await this.#channel.request('endSession', [name, how], { timeoutMs: 3_600_000 });
    if (isEnded) this.#take(await this.#channel.request('activity', [], { timeoutMs: 60_000 }));
  }

  #sayFound(): void {
    this.#draw();
    setText(this.#spoken, t('{0} of {1} sessions', this.#body.childElementCount, this.#activity?.sessions.length ?? 0));
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
    setText(this.#pauseButton, this.#isPaused ? t('Go On') : t('Pause'));
  }
}
