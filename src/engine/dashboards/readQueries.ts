import { parseDuration } from '../../base/duration.ts';
import type { PanelQuery } from '../../model/dashboard.ts';
import { DASHBOARD_LIMITS } from '../../protocol/dashboard.ts';
import type { DataSource } from './dataSources.ts';
import { type Json, objectsOf, textOf } from './fields.ts';

/** The queries of a panel; `others` counts those of other data sources, by name, and `omitted` those over the limit. */
export interface ReadQueries {
  readonly queries: readonly PanelQuery[];
  /** Whether all of them ask for one moment only. */
  readonly areInstant: boolean;
  readonly others: readonly string[];
  readonly omitted: number;
}

/** Those of a panel's `targets` that are shown and asked of Prometheus. */
export function readQueries(panel: Json, sourceOf: (source: unknown) => DataSource): ReadQueries {
  const ofPanel = sourceOf(panel['datasource']);
  const shown: Json[] = [];
  const others: string[] = [];
  for (const target of objectsOf(panel['targets'])) {
    if (target['hide'] === true) continue;
    const own = sourceOf(target['datasource']);
    // What all queries of a panel are asked of counts more than what one of them says, as in Grafana.
    const source = ofPanel.kind === 'mixed' || ofPanel.kind === undefined ? own : ofPanel;
    if (source.kind === 'other') others.push(source.name);
    else if (textOf(target['expr']).trim() !== '') shown.push(target);
  }
  const kept = shown.slice(0, DASHBOARD_LIMITS.queries);
  const names = refIds(kept);
  return {
    queries: kept.map((target, i) => readQuery(target, names[i] ?? '', panel)),
    areInstant: kept.length > 0 && kept.every((target) => target['instant'] === true && target['range'] !== true),
    others,
    omitted: shown.length - kept.length,
  };
}

function readQuery(target: Json, refId: string, panel: Json): PanelQuery {
  const legend = textOf(target['legendFormat']);
  const steps = [target['interval'], panel['interval']].flatMap((text) => stepOf(text) ?? []);
  return {
    refId,
    expr: textOf(target['expr']),
    legend: legend === '__auto' ? '' : legend,
    ...(steps.length > 0 && { minStepMs: Math.max(...steps) }),
  };
}

/** Each query's letter, where it has one of its own, else the next that is free. */
function refIds(targets: readonly Json[]): readonly string[] {
  const given = targets.map((target) => textOf(target['refId']));
  const taken = new Set(given);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').filter((letter) => !taken.has(letter));
  return given.map((name, i) => (name !== '' && given.indexOf(name) === i ? name : (letters.shift() ?? `${i}`)));
}

/** `30s`, in older files `>30s`; one with a variable in it is not known before. */
function stepOf(text: unknown): number | undefined {
  const stepMs = parseDuration(textOf(text).trim().replace(/^>\s*/, ''));
  return stepMs === undefined || stepMs === 0 ? undefined : stepMs;
}
