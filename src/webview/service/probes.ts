import type { ProbeState } from '../../model/state.ts';
import type { ProbeKind } from '../../model/probe.ts';
import { button, h, setAttribute, setChildren, setText } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import { onceBy } from '../onceBy.ts';
import { STATUS_LOOK, statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment, formatMs } from '../time.ts';
import type { PageContext, Section } from './pageContext.ts';
import type { ViewStore } from './viewStore.ts';

const KIND_WORDS = {
  http: 'HTTP',
  tcp: 'TCP',
  command: 'Command',
  metrics: 'Metrics',
  cacheStats: 'Cache stats',
  postgres: 'PostgreSQL',
  redis: 'Redis',
} as const satisfies Record<ProbeKind, string>;

/** The probes that ask over HTTP: for these there is an endpoint to open and a `curl` to copy. */
const OVER_HTTP: ReadonlySet<ProbeKind> = new Set(['http', 'metrics', 'cacheStats']);

interface Item {
  readonly probe: ProbeState;
  readonly nowMs: number;
}

/** The ways in which the service is looked at, each with what it saw last. */
export class Probes implements Section {
  readonly element: HTMLElement;
  readonly #list: KeyedList<Item>;

  constructor(context: PageContext) {
    const list = h('ul', { class: 'probes' });
    this.#list = new KeyedList<Item>(list, ({ probe }) => new ProbeRow(probe, context));
    this.element = h('section', { class: 'section', 'aria-labelledby': 'probes' });
    this.element.append(h('h2', { id: 'probes' }, 'Probes'), list);
  }

  update({ service, nowMs }: ViewStore): void {
    this.#list.update(
      service.probes.map((probe) => ({ probe, nowMs })),
      ({ probe }) => probe.id,
    );
  }
}

class ProbeRow implements View<Item> {
  readonly element: HTMLElement;
  readonly #status = h('span', { class: 'probe-status' });
  readonly #name = h('h3', { class: 'probe-name' });
  readonly #kind = h('span', { class: 'probe-kind' });
  readonly #target = h('code', { class: 'probe-target' });
  readonly #reason = h('p', { class: 'probe-reason' });
  readonly #pending = h('p', { class: 'probe-pending' });
  readonly #run = h('p', { class: 'probe-run' });
  readonly #response: HTMLButtonElement;
  readonly #statusOnce = onceBy();

  constructor({ id, name, kind }: ProbeState, { ask }: PageContext) {
    const action = (
      text: string,
      iconName: string,
      what: string,
      method: 'showResponse' | 'copyAsCurl' | 'openEndpoint',
    ) =>
      button(`${text} (${name})`, {
        icon: iconName,
        iconOnly: true,
        onclick: () => ask(what, (channel) => channel.request(method, [id])),
      });
    this.#response = action('Show the kept response', 'output', 'show the response', 'showResponse');
    const actions = h('div', { class: 'probe-actions' }, this.#response);
    if (OVER_HTTP.has(kind)) {
      actions.append(
        action('Copy as curl', 'copy', 'copy the command', 'copyAsCurl'),
        action('Open the endpoint', 'link-external', 'open the endpoint', 'openEndpoint'),
      );
    }
    this.element = h(
      'li',
      { class: 'probe' },
      this.#status,
      h('div', { class: 'probe-head' }, this.#name, this.#kind, this.#target),
      h('div', { class: 'probe-body' }, this.#reason, this.#pending, this.#run),
      actions,
    );
  }

  update({ probe, nowMs }: Item): void {
    this.#statusOnce(probe.status, () => {
      const word = h('span', { class: 'visually-hidden' }, STATUS_LOOK[probe.status].word);
      setChildren(this.#status, [statusIcon(probe.status), word]);
    });
    setText(this.#name, probe.name);
    // A probe is mostly called what it is: said once is enough.
    const kind = KIND_WORDS[probe.kind];
    setText(this.#kind, kind.toLowerCase() === probe.name.toLowerCase() ? '' : kind);
    this.#kind.hidden = this.#kind.textContent === '';
    setText(this.#target, probe.target);
    setAttribute(this.#target, 'title', probe.target);
    const { word } = STATUS_LOOK[probe.status];
    setText(this.#reason, probe.reason === '' ? word : `${word}: ${probe.reason}`);
    setText(this.#pending, pendingText(probe));
    this.#pending.hidden = probe.pending === undefined;
    setText(this.#run, runText(probe, nowMs));
    this.#response.disabled = probe.responseAtMs === undefined;
  }
}

function pendingText({ pending }: ProbeState): string {
  if (pending === undefined) return '';
  const { status, reason, count, threshold } = pending;
  const what = status === 'up' ? 'successes' : 'failures';
  return `${count} of ${threshold} ${what}: ${reason}`;
}

function runText(probe: ProbeState, nowMs: number): string {
  const every = `every ${formatElapsed(probe.intervalMs)}`;
  if (probe.status === 'paused') return `Paused, ${every} otherwise`;
  if (probe.lastRunMs === undefined) return `Not run yet, ${every}`;
  const took = typeof probe.durationMs === 'number' ? `, took ${formatMs(probe.durationMs)}` : '';
  const format = probe.format === undefined ? '' : `, read as ${probe.format}`;
  return `Last run at ${formatMoment(probe.lastRunMs, nowMs)}${took}, ${every}${format}`;
}
