import { t } from '../../base/l10n.ts';
import type { ProbeState } from '../../model/state.ts';
import type { ProbeKind } from '../../model/probe.ts';
import { statusTitle } from '../../model/statusText.ts';
import { button, h, icon, setAttribute, setChildren, setText } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import { onceBy } from '../onceBy.ts';
import { statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment, formatMs } from '../time.ts';
import type { PageContext, Section } from './pageContext.ts';
import type { ViewStore } from './viewStore.ts';
import type { IconName } from '../icons.ts';

const KIND_WORDS: Readonly<Record<ProbeKind, () => string>> = {
  http: () => 'HTTP',
  tcp: () => 'TCP',
  tls: () => 'TLS',
  grpc: () => 'gRPC',
  websocket: () => 'WebSocket',
  dns: () => 'DNS',
  push: () => t('Heartbeat'),
  suite: () => t('Suite'),
  command: () => t('Command'),
  metrics: () => t('Metrics'),
  cacheStats: () => t('Cache stats'),
  postgres: () => 'PostgreSQL',
  redis: () => 'Redis',
};

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
    this.element.append(h('h2', { id: 'probes' }, t('Probes')), list);
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
  readonly #warning = h('p', { class: 'probe-warning' });
  readonly #pending = h('p', { class: 'probe-pending' });
  readonly #run = h('p', { class: 'probe-run' });
  readonly #response: HTMLButtonElement;
  readonly #statusOnce = onceBy();
  readonly #warningOnce = onceBy();

  constructor({ id, name, kind }: ProbeState, { ask }: PageContext) {
    const action = (
      text: string,
      iconName: IconName,
      failure: (why: string) => string,
      method: 'showResponse' | 'copyAsCurl' | 'openEndpoint',
    ) =>
      button(`${text} (${name})`, {
        icon: iconName,
        iconOnly: true,
        onclick: () => ask(failure, (channel) => channel.request(method, [id])),
      });
    this.#response = action(
      t('Show the kept response'),
      'output',
      (why) => t('Could not show the response: {0}', why),
      'showResponse',
    );
    const actions = h('div', { class: 'probe-actions' }, this.#response);
    if (OVER_HTTP.has(kind)) {
      actions.append(
        action(t('Copy as curl'), 'copy', (why) => t('Could not copy the command: {0}', why), 'copyAsCurl'),
        action(
          t('Open the endpoint'),
          'link-external',
          (why) => t('Could not open the endpoint: {0}', why),
          'openEndpoint',
        ),
      );
    }
    this.element = h(
      'li',
      { class: 'probe' },
      this.#status,
      h('div', { class: 'probe-head' }, this.#name, this.#kind, this.#target),
      h('div', { class: 'probe-body' }, this.#reason, this.#warning, this.#pending, this.#run),
      actions,
    );
  }

  update({ probe, nowMs }: Item): void {
    this.#statusOnce(probe.status, () => {
      const word = h('span', { class: 'visually-hidden' }, statusTitle(probe.status));
      setChildren(this.#status, [statusIcon(probe.status), word]);
    });
    setText(this.#name, probe.name);
    // A probe is mostly called what it is: said once is enough.
    const kind = KIND_WORDS[probe.kind]();
    const words: string[] = kind.toLowerCase() === probe.name.toLowerCase() ? [] : [kind];
    if (probe.role !== undefined) words.push(t('{0} probe', probe.role));
    setText(this.#kind, words.join(', '));
    this.#kind.hidden = this.#kind.textContent === '';
    setText(this.#target, probe.target);
    setAttribute(this.#target, 'title', probe.target);
    const word = statusTitle(probe.status);
    setText(this.#reason, probe.reason === '' ? word : `${word}: ${probe.reason}`);
    const warnings = probe.warnings?.join(', ') ?? '';
    this.#warningOnce(warnings, () => {
      const text = warnings.charAt(0).toUpperCase() + warnings.slice(1);
      setChildren(this.#warning, warnings === '' ? [] : [icon('warning', 'status-degraded'), h('span', {}, text)]);
    });
    this.#warning.hidden = warnings === '';
    setText(this.#pending, pendingText(probe));
    this.#pending.hidden = probe.pending === undefined;
    setText(this.#run, runText(probe, nowMs));
    this.#response.disabled = probe.responseAtMs === undefined;
  }
}

function pendingText({ pending }: ProbeState): string {
  if (pending === undefined) return '';
  const { status, reason, count, threshold } = pending;
  return status === 'up'
    ? t('{0} of {1} successes: {2}', count, threshold, reason)
    : t('{0} of {1} failures: {2}', count, threshold, reason);
}

function runText(probe: ProbeState, nowMs: number): string {
  const interval = formatElapsed(probe.intervalMs);
  if (probe.status === 'paused') return t('Paused, every {0} otherwise', interval);
  const parts =
    probe.lastRunMs === undefined
      ? [t('Not run yet'), t('every {0}', interval)]
      : [
          t('Last run at {0}', formatMoment(probe.lastRunMs, nowMs)),
          typeof probe.durationMs === 'number' ? t('took {0}', formatMs(probe.durationMs)) : '',
          t('every {0}', interval),
          probe.format === undefined ? '' : t('read as {0}', probe.format),
        ];
  return parts.filter((part) => part !== '').join(', ');
}
