import { t } from '../../base/l10n.ts';
import type { WorkspaceEvent } from '../../model/workspaceEvent.ts';
import type { ChartEvents } from '../charts/lineChartOptions.ts';
import { button, h, icon, setAttribute, setText } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import { statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment } from '../time.ts';
import { AroundFigures } from './aroundFigures.ts';
import { EventLanes } from './eventLanes.ts';
import type { PageContext, Section } from './pageContext.ts';
import { type TimelineEvent, timelineEvents } from './timelineEvents.ts';
import type { ViewStore } from './viewStore.ts';
import type { IconName } from '../icons.ts';

/** More than these are asked for. */
const FEW = 12;
/** What is compared before and after an event. */
const AROUND_MS = 300_000;

const KIND_ICONS = {
  status: 'pulse',
  save: 'save',
  commit: 'git-commit',
  branch: 'git-branch',
  debug: 'debug-alt',
  task: 'checklist',
} as const satisfies Record<TimelineEvent['kind'], IconName>;

/** What happened in the workspace beside what became of the service, with figures from before and after each. */
export class Timeline implements Section {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #onChange: () => void;
  readonly #lanes: EventLanes;
  readonly #list: KeyedList<Item>;
  readonly #more: HTMLButtonElement;
  readonly #empty = h(
    'p',
    { class: 'quiet' },
    t(
      'Nothing in this range: saves, commits, switches of branch, debug sessions, tasks and changes of the status will stand here.',
    ),
  );
  readonly #around: AroundFigures;
  readonly #events = new Map<string, WorkspaceEvent>();
  #shown: readonly TimelineEvent[] = [];
  #store: ViewStore | undefined;
  #chosen: TimelineEvent | undefined;
  /** The row that Tab leads to. */
  #stop = '';
  #all = false;

  constructor(context: PageContext, onChange: () => void) {
    this.#context = context;
    this.#onChange = onChange;
    this.#around = new AroundFigures(context);
    this.#lanes = new EventLanes(context, (event) => this.#choose(event));
    const list = h('ul', { class: 'events', onkeydown: (event: KeyboardEvent) => this.#onKey(event) });
    this.#list = new KeyedList<Item>(list, ({ event }) => new EventRow(event.id, this.#rowActions()));
    this.#more = button('', {
      class: 'button-quiet',
      onclick: () => {
        this.#all = !this.#all;
        this.#showList();
      },
    });
    this.element = h('section', { class: 'section', 'aria-labelledby': 'timeline' });
    this.element.append(h('h2', { id: 'timeline' }, t('Timeline')), this.#lanes.element, this.#empty, list, this.#more);
  }

  /** What the charts draw behind their lines. */
  get chartEvents(): ChartEvents {
    const timesMs = this.#shown.filter(({ kind }) => kind !== 'status').map(({ atMs }) => atMs);
    return this.#chosen === undefined
      ? { timesMs }
      : { timesMs, chosen: { atMs: this.#chosen.atMs, spanMs: AROUND_MS } };
  }

  /** Events that came, or that came to an end. */
  add(events: readonly WorkspaceEvent[]): void {
    for (const event of events) this.#events.set(event.id, event);
    if (this.#store !== undefined) this.update(this.#store);
  }

  update(store: ViewStore): void {
    this.#store = store;
    const [fromMs, toMs] = this.#context.window();
    this.#shown = timelineEvents([...this.#events.values()], store.heartbeats, fromMs, toMs);
    const intervalMs = Math.max(...store.service.probes.map((probe) => probe.intervalMs), 0);
    this.#lanes.update(this.#shown, store.heartbeats, Math.max(60_000, 3 * intervalMs));
    this.#around.update(store);
    this.#showList();
  }

  #showList(): void {
    const newest = this.#shown.toReversed();
    const some = this.#all ? newest : newest.slice(0, FEW);
    const chosen = this.#chosen;
    // The chosen one stays, however many come after it.
    if (chosen !== undefined && !some.some(({ id }) => id === chosen.id) && newest.some(({ id }) => id === chosen.id))
      some.push(chosen);
    if (!some.some(({ id }) => id === this.#stop)) this.#stop = some[0]?.id ?? '';
    const nowMs = this.#context.window()[1];
    this.#list.update(
      some.map((event) => ({
        event,
        nowMs,
        isStop: event.id === this.#stop,
        around: event.id === chosen?.id ? this.#around.element : undefined,
      })),
      ({ event }) => event.id,
    );
    this.#empty.hidden = newest.length > 0;
    this.#more.hidden = newest.length <= FEW;
    const text = this.#more.querySelector('.button-text');
    if (text !== null) setText(text, this.#all ? t('Show fewer') : t('Show all {0} events', newest.length));
  }

  #rowActions(): RowActions {
    return {
      toggle: (event) => this.#choose(event.id === this.#chosen?.id ? undefined : event),
      point: (event) => (this.#context.stage.cursorMs = event?.atMs),
      focus: (event) => (this.#stop = event.id),
    };
  }

  #choose(event: TimelineEvent | undefined): void {
    this.#chosen = event;
    this.#around.show(event);
    if (event !== undefined) this.#stop = event.id;
    this.#showList();
    this.#onChange();
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = [...this.element.querySelectorAll<HTMLButtonElement>('.event-button')];
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const target = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (target === undefined || now < 0) return;
    event.preventDefault();
    const next = buttons[Math.max(0, Math.min(buttons.length - 1, target))];
    buttons.forEach((one) => setAttribute(one, 'tabindex', one === next ? 0 : -1));
    next?.focus();
  }
}

interface Item {
  readonly event: TimelineEvent;
  readonly nowMs: number;
  readonly isStop: boolean;
  /** The figures from before and after, where it is the one that is looked at. */
  readonly around: HTMLElement | undefined;
}

interface RowActions {
  readonly toggle: (event: TimelineEvent) => void;
  readonly point: (event: TimelineEvent | undefined) => void;
  readonly focus: (event: TimelineEvent) => void;
}

class EventRow implements View<Item> {
  readonly element: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #icon = h('span', { class: 'event-icon' });
  readonly #when = h('span', { class: 'event-when' });
  readonly #what = h('span', { class: 'event-what' });
  #event: TimelineEvent | undefined;
  #look = '';

  constructor(id: string, actions: RowActions) {
    const onEvent = (run: (event: TimelineEvent) => void) => () => this.#event !== undefined && run(this.#event);
    this.#button = h(
      'button',
      {
        type: 'button',
        class: 'event-button',
        'data-event': id,
        onclick: onEvent((event) => actions.toggle(event)),
        onfocus: onEvent((event) => {
          actions.focus(event);
          actions.point(event);
        }),
        onpointerenter: onEvent((event) => actions.point(event)),
        onpointerleave: () => actions.point(undefined),
        onblur: () => actions.point(undefined),
      },
      this.#icon,
      this.#when,
      this.#what,
    );
    this.element = h('li', { class: 'event' }, this.#button);
  }

  update({ event, nowMs, isStop, around }: Item): void {
    this.#event = event;
    const look = `${event.kind} ${event.status ?? ''}`;
    if (look !== this.#look) {
      this.#look = look;
      this.#icon.replaceChildren(event.status === undefined ? icon(KIND_ICONS[event.kind]) : statusIcon(event.status));
    }
    setText(this.#when, formatMoment(event.atMs, nowMs));
    setText(this.#what, describeEvent(event));
    setAttribute(this.#button, 'tabindex', isStop ? 0 : -1);
    setAttribute(this.#button, 'aria-expanded', String(around !== undefined));
    if (around === undefined) this.element.querySelector('.around')?.remove();
    else if (around.parentElement !== this.element) this.element.append(around);
  }
}

/** An event in words: `Saved src/server.ts`, `Task build, failed, 12 s`. */
export function describeEvent({ kind, title, atMs, endMs, failed }: TimelineEvent): string {
  const parts = [
    eventText(kind, title),
    failed === true ? t('failed') : '',
    endMs === undefined ? '' : formatElapsed(endMs - atMs),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function eventText(kind: TimelineEvent['kind'], title: string): string {
  switch (kind) {
    case 'status':
      return title;
    case 'save':
      return t('Saved {0}', title);
    case 'commit':
      return t('Commit {0}', title);
    case 'branch':
      return t('Branch {0}', title);
    case 'debug':
      return t('Debugging {0}', title);
    case 'task':
      return t('Task {0}', title);
  }
}
