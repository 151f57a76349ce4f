import { t } from '../../base/l10n.ts';
import { statusTitle } from '../../model/statusText.ts';
import type { Incident } from '../../model/uptime.ts';
import { button, h, setText } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import { statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment } from '../time.ts';
import type { PageContext } from './pageContext.ts';

/** More than these are asked for. */
const FEW = 5;

interface Item {
  readonly incident: Incident;
  readonly nowMs: number;
}

/** When the service was not well, newest first: since when, for how long, why, and the response that it began with. */
export class Incidents {
  readonly element: HTMLElement;
  readonly #list: KeyedList<Item>;
  readonly #more: HTMLButtonElement;
  #incidents: readonly Incident[] = [];
  #nowMs = 0;
  #all = false;

  constructor(context: PageContext) {
    const list = h('ul', { class: 'incidents' });
    this.#list = new KeyedList<Item>(list, ({ incident }) => new IncidentRow(incident, context));
    this.#more = button('', {
      class: 'button-quiet',
      onclick: () => {
        this.#all = !this.#all;
        this.#show();
      },
    });
    this.element = h('section', { class: 'section', 'aria-labelledby': 'incidents', hidden: true });
    this.element.append(h('h2', { id: 'incidents' }, t('Incidents')), list, this.#more);
  }

  show(incidents: readonly Incident[], nowMs: number): void {
    this.#incidents = incidents;
    this.#nowMs = nowMs;
    this.element.hidden = incidents.length === 0;
    this.#show();
  }

  #show(): void {
    const shown = this.#all ? this.#incidents : this.#incidents.slice(0, FEW);
    this.#list.update(
      shown.map((incident) => ({ incident, nowMs: this.#nowMs })),
      ({ incident }) => incident.id,
    );
    this.#more.hidden = this.#incidents.length <= FEW;
    const text = this.#more.querySelector('.button-text');
    if (text !== null) setText(text, this.#all ? t('Show fewer') : t('Show all {0} incidents', this.#incidents.length));
  }
}

class IncidentRow implements View<Item> {
  readonly element: HTMLElement;
  readonly #status = h('span', { class: 'incident-status' });
  readonly #when = h('p', { class: 'incident-when' });
  readonly #reason = h('p', { class: 'incident-reason' });
  readonly #response: HTMLButtonElement;

  constructor({ id, startMs }: Incident, { ask }: PageContext) {
    this.#response = button(t('Show the first failing response ({0})', formatMoment(startMs, startMs)), {
      icon: 'output',
      iconOnly: true,
      onclick: () =>
        ask(
          (why) => t('Could not show the response: {0}', why),
          (channel) => channel.request('showIncident', [id]),
        ),
    });
    const body = h('div', { class: 'incident-body' }, this.#when, this.#reason);
    this.element = h('li', { class: 'incident' }, this.#status, body, this.#response);
  }

  update({ incident, nowMs }: Item): void {
    const { status, probe, reason, hasResponse } = incident;
    const word = h('span', { class: 'visually-hidden' }, statusTitle(status));
    if (this.#status.dataset['status'] !== status) this.#status.replaceChildren(statusIcon(status), word);
    this.#status.dataset['status'] = status;
    setText(this.#when, whenText(incident, nowMs));
    setText(this.#reason, `${probe}: ${reason}`);
    this.#response.disabled = !hasResponse;
  }
}

/** From when to when, and how long: `10:02:05 to 10:04:10, 2 m 5 s`. */
export function whenText({ startMs, endMs, endUnseen }: Incident, nowMs: number): string {
  const from = formatMoment(startMs, nowMs);
  if (endMs === undefined) return t('Since {0}, for {1}', from, formatElapsed(nowMs - startMs));
  const to = formatMoment(endMs, nowMs);
  const lasted = formatElapsed(endMs - startMs);
  return endUnseen === true
    ? t('{0} to {1}, {2}; it was not watched when it ended', from, to, lasted)
    : t('{0} to {1}, {2}', from, to, lasted);
}
