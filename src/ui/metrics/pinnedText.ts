import { t } from '../../base/l10n.ts';
import { sparkline } from '../../base/sparkline.ts';
import { formatQuantity } from '../../base/unit.ts';
import type { MetricPin, Signal } from '../../model/signal.ts';
import type { ServiceState } from '../../model/state.ts';
import { COMMANDS } from '../contributions.ts';
import { commandLink, escapeMarkdown, shorten } from '../markdown.ts';
import { nodeId } from '../tree/treeNodes.ts';

/** A pinned metric with its signal, where the engine has told of it. */
export interface PinnedNumber extends MetricPin {
  readonly signal?: Signal;
}

/** What the item of pinned metrics shows; undefined where it is to be hidden. */
export function pinnedLook(
  numbers: readonly PinnedNumber[],
): { readonly text: string; readonly tooltip: string; readonly spoken: string } | undefined {
  if (numbers.length === 0) return undefined;
  const words = numbers.map(({ metric, signal }) => `${shorten(metric, 28)} ${valueText(signal)}`);
  const rows = numbers.map(({ serviceId, metric, signal }) => {
    const row = nodeId('metric', serviceId, metric);
    const chart = commandLink(escapeMarkdown(metric), COMMANDS.openMetricChart, [row]);
    const line = sparkline(signal?.sparkline ?? []).trim();
    const unpin = commandLink(`$(pinned-dirty) ${t('Unpin')}`, COMMANDS.unpinMetric, [row]);
    return `| ${escapeMarkdown(serviceId)} | ${chart} | ${valueText(signal)} | ${line} | ${unpin} |`;
  });
  return {
    text: `$(pinned) ${words.join(' · ')}`,
    tooltip: [`| ${t('service')} | ${t('metric')} | ${t('now')} | | |`, '|---|---|---:|---|---|', ...rows].join('\n'),
    spoken: t(
      'Watchpost, pinned: {0}',
      numbers
        .map(({ serviceId, metric, signal }) => t('{0} of {1}, {2}', metric, serviceId, valueText(signal)))
        .join('; '),
    ),
  };
}

/** The pins with their signals among the services' states. */
export function pinnedNumbers(
  pins: readonly MetricPin[],
  services: ReadonlyMap<string, ServiceState>,
): readonly PinnedNumber[] {
  return pins.map(({ serviceId, metric }) => {
    const signal = services.get(serviceId)?.signals?.find(({ name }) => name === metric);
    return { serviceId, metric, ...(signal !== undefined && { signal }) };
  });
}

function valueText(signal: Signal | undefined): string {
  return signal === undefined ? '–' : formatQuantity(signal.value, signal.unit);
}
