import type { KeyNumber } from '../../model/probe.ts';
import type { ServiceState } from '../../model/state.ts';
import { button, h, icon, setAttribute, setChildren, setText } from '../dom.ts';
import { onceBy } from '../onceBy.ts';
import { STATUS_LOOK, statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment, formatMs, formatValue } from '../time.ts';
import { mainProbe } from './mainProbe.ts';
import type { PageContext, Section } from './pageContext.ts';
import type { ViewStore } from './viewStore.ts';

/** Who the service is, how it is and why, its key numbers, and what can be done with it. */
export class Header implements Section {
  readonly element: HTMLElement;
  readonly #icon = h('span', { class: 'header-icon' });
  readonly #name = h('h1', {});
  readonly #status = h('p', { class: 'header-status' });
  readonly #reason = h('p', { class: 'header-reason' });
  readonly #numbers = h('dl', { class: 'numbers' });
  readonly #pause: HTMLButtonElement;
  readonly #statusOnce = onceBy();
  readonly #numbersOnce = onceBy();
  #paused = false;

  constructor({ ask }: PageContext) {
    this.#pause = button('Pause', {
      icon: 'debug-pause',
      onclick: () => ask('pause or resume', (channel) => channel.request('setPaused', [!this.#paused])),
    });
    const refresh = button('Refresh', {
      icon: 'refresh',
      onclick: () => ask('refresh', (channel) => channel.request('refresh', [], { timeoutMs: 120_000 })),
    });
    const settings = button('Edit settings', {
      icon: 'settings-gear',
      onclick: () => ask('open the settings', (channel) => channel.request('editSettings', [])),
    });
    refresh.title = 'Run all probes of this service now';
    const actions = h('div', { class: 'header-actions', role: 'group', 'aria-label': 'Service' });
    actions.append(refresh, this.#pause, settings);
    this.element = h(
      'header',
      { class: 'header' },
      h('div', { class: 'header-top' }, h('div', { class: 'header-name' }, this.#icon, this.#name), actions),
      this.#status,
      this.#reason,
      this.#numbers,
    );
  }

  update({ service, nowMs }: ViewStore): void {
    setText(this.#name, service.name);
    setAttribute(this.#name, 'title', service.name);
    if (this.#icon.dataset['status'] !== service.status) {
      this.#icon.dataset['status'] = service.status;
      setChildren(this.#icon, [statusIcon(service.status)]);
    }
    const { word } = STATUS_LOOK[service.status];
    const since = `since ${formatMoment(service.sinceMs, nowMs)} (${formatElapsed(nowMs - service.sinceMs)})`;
    const facts = [service.sinceMs > 0 ? since : '', service.group, service.environment];
    this.#statusOnce([word, ...facts], () =>
      setChildren(this.#status, [
        h('strong', {}, word),
        ...facts.filter((fact) => fact !== undefined && fact !== '').map((fact) => h('span', {}, fact)),
      ]),
    );
    setText(this.#reason, service.reason);
    this.#reason.hidden = service.reason === '';
    this.#showPause(service);
    this.#showNumbers(service);
  }

  #showPause({ status }: ServiceState): void {
    this.#paused = status === 'paused';
    const text = this.#paused ? 'Resume' : 'Pause';
    if (this.#pause.dataset['text'] === text) return;
    this.#pause.dataset['text'] = text;
    this.#pause.title = this.#paused ? 'Look at this service again' : 'Stop looking at this service';
    this.#pause.replaceChildren(
      icon(this.#paused ? 'debug-start' : 'debug-pause'),
      h('span', { class: 'button-text' }, text),
    );
  }

  #showNumbers(service: ServiceState): void {
    const main = mainProbe(service);
    const { latency } = main ?? {};
    const latencies =
      latency === undefined || main === undefined
        ? []
        : (['p50', 'p95', 'p99'] as const).map((name) => ({
            name: `${main.name} ${name}`,
            text: formatMs(latency[name]),
            title: `${name.slice(1)} of 100 runs of "${main.name}" took at most this long (${latency.count} runs)`,
          }));
    const others = service.probes
      .flatMap((probe) => probe.keyNumbers)
      .map((number: KeyNumber) => ({
        name: number.name,
        text: formatValue(number.value ?? NaN, number.unit),
        title: undefined,
      }));
    const numbers = [...latencies, ...others];
    this.#numbersOnce(
      numbers.map(({ name, text }) => [name, text]),
      () =>
        setChildren(
          this.#numbers,
          numbers.map(({ name, text, title }) => h('div', { title }, h('dt', {}, name), h('dd', {}, text))),
        ),
    );
    this.#numbers.hidden = numbers.length === 0;
  }
}
