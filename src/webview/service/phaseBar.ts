import { t } from '../../base/l10n.ts';
import { PHASES, type Phase } from '../../model/probe.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import { h, setAttribute, setChildren } from '../dom.ts';
import { onceBy } from '../onceBy.ts';
import { formatMs } from '../time.ts';

/** Where the time of each probe's last run went, as a bar of phases with their durations. */
export class PhaseBar {
  readonly element = h('div', { class: 'phases' });
  readonly #once = onceBy();

  update({ probes }: ServiceState): void {
    const shown = probes.filter((probe) => phasesOf(probe).length > 0);
    this.element.hidden = shown.length === 0;
    this.#once(
      shown.map(({ name, phasesMs }) => [name, phasesMs]),
      () => setChildren(this.element, shown.map(probeRow)),
    );
  }
}

function probeRow(probe: ProbeState): HTMLElement {
  const phases = phasesOf(probe);
  const totalMs = phases.reduce((total, [, durationMs]) => total + durationMs, 0);
  const bar = h('div', { class: 'phase-bar', 'aria-hidden': 'true' });
  for (const [phase, durationMs] of phases) {
    const part = h('span', { class: `phase phase-${phase}`, title: `${phaseWord(phase)} ${formatMs(durationMs)}` });
    part.style.flexGrow = String(durationMs / totalMs);
    bar.append(part);
  }
  const list = h(
    'ul',
    { class: 'phase-list' },
    ...phases.map(([phase, durationMs]) =>
      h(
        'li',
        {},
        h('span', { class: `phase-key phase-${phase}`, 'aria-hidden': 'true' }),
        `${phaseWord(phase)} `,
        h('span', { class: 'value' }, formatMs(durationMs)),
      ),
    ),
  );
  const row = h('div', { class: 'phase-row' }, h('h3', {}, t('Last run of {0}', probe.name)), bar, list);
  setAttribute(row, 'title', t('{0} in all', formatMs(totalMs)));
  return row;
}

function phasesOf({ phasesMs = {} }: ProbeState): (readonly [Phase, number])[] {
  return PHASES.flatMap((phase) => {
    const durationMs = phasesMs[phase];
    return typeof durationMs === 'number' && durationMs > 0 ? [[phase, durationMs] as const] : [];
  });
}

function phaseWord(phase: Phase): string {
  switch (phase) {
    case 'resolve':
      return t('resolve');
    case 'connect':
      return t('connect');
    case 'tls':
      return 'TLS';
    case 'processing':
      return t('processing');
    case 'transfer':
      return t('transfer');
  }
}
