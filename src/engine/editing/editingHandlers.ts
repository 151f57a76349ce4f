import type { Clock } from '../../base/clock.ts';
import type { Unit } from '../../base/unit.ts';
import type { EditingRequests, ExprDocument } from '../../protocol/editing.ts';
import { QUERY_LIMITS } from '../../protocol/query.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import type { MetricMetadata } from '../../model/series.ts';
import { unitLookup } from '../query/queryService.ts';
import { type ListedStore, listLabelNames, listLabelValues, listMetrics } from '../query/storeLists.ts';
import type { SeriesSource } from '../store/storage.ts';
import { completeExpr } from './completeExpr.ts';
import { exprHints } from './exprHints.ts';
import { exprPlaces, type ExprPlace, placeAt } from './exprPlaces.ts';
import { exprValue } from './exprValue.ts';
import { formatExprs } from './formatExprs.ts';
import { knownNames } from './knownNames.ts';
import { encodeIn } from './yamlStyles.ts';

/** Whoever hovers waits no longer. */
const VALUE_TIMEOUT_MS = 2_000;
const MAX_HINTS = 500;

export interface EditingScene {
  readonly store: SeriesSource & ListedStore;
  readonly clock: Clock;
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
  /** Names that the rules of all files record. */
  readonly recorded: () => Promise<ReadonlySet<string>>;
}

/** What the engine answers to somebody who writes PromQL in a rule file or a file of its own. */
export function createEditingHandlers(scene: EditingScene): RequestHandlers<Plain<EditingRequests>> {
  const { store, clock, unitOf, recorded } = scene;
  return {
    exprValue: async (document, offset, signal) => {
      const found = placeAt(readable(document), offset);
      if (found === undefined) return undefined;
      const value = await exprValue(found.place.expr, found.at, {
        source: store,
        unitOf: unitLookup((name) => store.metadata(name), unitOf),
        nowMs: clock.now(),
        options: { timeoutMs: VALUE_TIMEOUT_MS, maxSamples: QUERY_LIMITS.maxSamples, clock, signal },
      });
      return value && { ...value, ...spanIn(found.place, value) };
    },
    exprCompletions: (document, offset) => {
      const found = placeAt(readable(document), offset);
      const lists = {
        metrics: () => listMetrics(store, unitOf),
        labelNames: (matchers: Parameters<typeof listLabelNames>[1]) => listLabelNames(store, matchers),
        labelValues: (label: string, matchers: Parameters<typeof listLabelValues>[2]) =>
          listLabelValues(store, label, matchers),
      };
      const completed = found && completeExpr(found.place.expr, found.at, lists);
      if (found === undefined || completed === undefined) return undefined;
      const { style } = found.place;
      const items = completed.items.map(({ kind, label, insert, detail, help }) => {
        return { kind, label, insert: encodeIn(style, insert), detail, help };
      });
      return { ...spanIn(found.place, completed), items };
    },
    formatExprs: (document) => (isTooLong(document) ? [] : formatExprs(document)),
    exprHints: async (document) => {
      if (store.labelNames().length === 0) return [];
      const places = readable(document);
      const own = places.flatMap(({ rule }) => (rule?.kind === 'record' ? [rule.name] : []));
      const known = knownNames(store, new Set([...own, ...(await recorded())]));
      return places
        .flatMap((place) =>
          exprHints(place.expr, known).map((hint) => {
            const { start, end } = spanIn(place, hint);
            return { start, end, message: hint.message };
          }),
        )
        .slice(0, MAX_HINTS);
    },
  };
}

/** The expressions of a document, of one that is not too long to be looked at while somebody types. */
function readable(document: ExprDocument): readonly ExprPlace[] {
  return isTooLong(document) ? [] : exprPlaces(document);
}

const MAX_DOCUMENT = 4 * 1024 * 1024;

function isTooLong({ language, text }: ExprDocument): boolean {
  return text.length > (language === 'promql' ? QUERY_LIMITS.textLength : MAX_DOCUMENT);
}

/** Where a span of an expression stands in its document. */
function spanIn(place: ExprPlace, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const from = place.offsets[start] ?? place.start;
  return { start: from, end: end > start ? (place.ends[end - 1] ?? from) : from };
}
