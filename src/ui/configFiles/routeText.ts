import { printDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Labels } from '../../model/series.ts';
import type { RoutedTo } from '../../protocol/configFiles.ts';

const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"{}]*))\s*,?\s*/y;

/** Labels as they are typed: `severity=critical job="a b"`, with or without commas, quotes and braces; the error is a sentence. */
export function parseLabels(text: string): Result<Labels, string> {
  const inner = text.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  const labels = new Map<string, string>();
  for (let at = 0; inner.slice(at).trim() !== '';) {
    LABEL.lastIndex = at;
    const match = LABEL.exec(inner);
    if (match === null)
      return err(t('Write labels such as severity=critical job="a b" ("{0}" is none).', inner.slice(at).trim()));
    const [whole, name = '', quoted, plain = ''] = match;
    labels.set(name, quoted?.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one)) ?? plain);
    at += whole.length;
  }
  return ok(Object.fromEntries(labels));
}

export function printLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => {
      const escaped = value.replace(/["\\\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`));
      return `${name}="${escaped}"`;
    })
    .join(', ');
}

/** The way through the tree, from the root on. */
export function pathText({ path }: RoutedTo): string {
  return path.map((matchers) => (matchers === '' ? t('all') : matchers)).join(' › ');
}

/** How the alerts of a route are told together, and when. */
export function timingText(route: RoutedTo): string {
  const { groupBy, groupWaitMs, groupIntervalMs, repeatIntervalMs, muteTimeIntervals, activeTimeIntervals } = route;
  const groups =
    groupBy === 'all'
      ? t('each alert by itself')
      : groupBy.length === 0
        ? t('all in one group')
        : t('grouped by {0}', groupBy.join(', '));
  const times = t(
    'after {0}, changes after {1}, again after {2}',
    printDuration(groupWaitMs),
    printDuration(groupIntervalMs),
    printDuration(repeatIntervalMs),
  );
  return [
    groups,
    times,
    ...(muteTimeIntervals.length === 0 ? [] : [t('not during {0}', muteTimeIntervals.join(', '))]),
    ...(activeTimeIntervals.length === 0 ? [] : [t('only during {0}', activeTimeIntervals.join(', '))]),
  ].join('; ');
}
