import { t } from '../../base/l10n.ts';
import { isProduction } from '../../model/isProduction.ts';
import { handlingSentence } from '../../model/handlingText.ts';
import type { KeyNumber } from '../../model/probe.ts';
import type { ServiceState } from '../../model/state.ts';
import { statusTitle } from '../../model/statusText.ts';
import { button, h, icon, setAttribute, setChildren, setText } from '../dom.ts';
import { onceBy } from '../onceBy.ts';
import { statusIcon } from '../statusLook.ts';
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
  readonly #handling = h('p', { class: 'header-handling' });
  readonly #numbers = h('dl', { class: 'numbers' });
  readonly #pause: HTMLButtonElement;
  readonly #statusOnce = onceBy();
  readonly #numbersOnce = onceBy();
  #paused = false;

  constructor({ ask }: PageContext) {
    this.#pause = button(t('Pause'), {
      icon: 'debug-pause',
      onclick: () =>
        ask(
          (why) => t('Could not pause or resume: {0}', why),
          (channel) => channel.request('setPaused', [!this.#paused]),
        ),
    });
    const refresh = button(t('Refresh'), {
      icon: 'refresh',
      onclick: () =>
        ask(
          (why) => t('Could not refresh: {0}', why),
          (channel) => channel.request('refresh', [], { timeoutMs: 120_000 }),
        ),
    });
    const settings = button(t('Edit settings'), {
      icon: 'settings-gear',
      onclick: () =>
        ask(
          (why) => t('Could not open the settings: {0}', why),
          (channel) => channel.request('editSettings', []),
        ),
    });
    refresh.title = t('Run all probes of this service now');
    const actions = h('div', { class: 'header-actions', role: 'group', 'aria-label': t('Service') });
    actions.append(refresh, this.#pause, settings);
    this.element = h(
      'header',
      { class: 'header' },
      h('div', { class: 'header-top' }, h('div', { class: 'header-name' }, this.#icon, this.#name), actions),
      this.#status,
      this.#reason,
      this.#handling,
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
    const word = statusTitle(service.status);
    const since = t('since {0} ({1})', formatMoment(service.sinceMs, nowMs), formatElapsed(nowMs - service.sinceMs));
    const facts = [service.sinceMs > 0 ? since : '', service.group, service.environment];
    this.#statusOnce([word, ...facts], () =>
      setChildren(this.#status, [
        h('strong', {}, word),
        ...facts
          .filter((fact) => fact !== undefined && fact !== '')
          .map((fact) =>
            fact === service.environment && isProduction(service)
              ? h('span', { class: 'header-production' }, icon('warning'), fact)
              : h('span', {}, fact),
          ),
      ]),
    );
    setText(this.#reason, service.reason);
    this.#reason.hidden = service.reason === '';
    const flapping = service.probes
      .filter((probe) => probe.flapping === true)
      .map(({ name }) => t('{0} is flapping.', name));
    const handling = service.handling === undefined ? '' : handlingSentence(service.handling, nowMs);
    setText(this.#handling, [handling, ...flapping].filter((text) => text !== '').join(' '));
    this.#handling.hidden = this.#handling.textContent === '';
    this.#showPause(service);
    this.#showNumbers(service);
  }

  #showPause({ status }: ServiceState): void {
    this.#paused = status === 'paused';
    const text = this.#paused ? t('Resume') : t('Pause');
    if (this.#pause.dataset['text'] === text) return;
    this.#pause.dataset['text'] = text;
    this.#pause.title = this.#paused ? t('Look at this service again') : t('Stop looking at this service');
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
            title: t(
              '{0} of 100 runs of "{1}" took at most this long ({2} runs)',
              name.slice(1),
              main.name,
              latency.count,
            ),
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
