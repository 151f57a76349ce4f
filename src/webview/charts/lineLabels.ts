import { t } from '../../base/l10n.ts';
import type { Labels } from '../../model/series.ts';

/**
 * What tells the lines of one chart apart: the labels that differ among them. One label shows its value alone, several
 * show `name=value`. A line without any of them is called by the labels that it has, or by nothing.
 */
export function lineLabels(all: readonly Labels[]): string[] {
  const names = [...new Set(all.flatMap((labels) => Object.keys(labels)))].sort();
  const differing = telling(
    names.filter((name) => all.some((labels) => labels[name] !== all[0]?.[name])),
    all,
  );
  const [only] = differing;
  if (differing.length === 1 && only !== undefined) return all.map((labels) => labels[only] ?? t('no {0}', only));
  return all.map((labels) =>
    differing
      .filter((name) => labels[name] !== undefined)
      .map((name) => `${name}=${labels[name] ?? ''}`)
      .join(' '),
  );
}

/** Where a line comes from goes without saying if the other labels tell the lines apart. */
function telling(names: readonly string[], all: readonly Labels[]): readonly string[] {
  const others = names.filter((name) => name !== 'job' && name !== 'instance' && name !== '__name__');
  const distinct = new Set(all.map((labels) => JSON.stringify(others.map((name) => labels[name] ?? null))));
  return distinct.size === all.length ? others : names;
}
