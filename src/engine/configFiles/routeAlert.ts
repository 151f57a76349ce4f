import type { Labels, Matcher } from '../../model/series.ts';
import type { RoutedTo } from '../../protocol/configFiles.ts';
import { compileMatcher } from '../store/compileMatcher.ts';
import type { Route } from './readRoute.ts';
import { printRouteMatchers } from './routeMatchers.ts';

/** What counts where no route says otherwise (dispatch/route.go, `DefaultRouteOpts`). */
const DEFAULTS = { groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000 };

type Inherited = Omit<RoutedTo, 'path' | 'range' | 'muteTimeIntervals' | 'activeTimeIntervals'>;

/** Which receivers an alert with these labels reaches, in the order of the tree (dispatch/route.go, `Match`). */
export function routeAlert(root: Route, labels: Labels): readonly RoutedTo[] {
  return walk(root, labels, { receiver: '', groupBy: [], ...DEFAULTS }, []);
}

function walk(route: Route, labels: Labels, above: Inherited, path: readonly string[]): RoutedTo[] {
  if (!route.matchers.every((matcher) => matches(matcher, labels))) return [];
  const own: Inherited = {
    receiver: route.receiver ?? above.receiver,
    groupBy: route.groupBy ?? above.groupBy,
    groupWaitMs: route.groupWaitMs ?? above.groupWaitMs,
    groupIntervalMs: route.groupIntervalMs ?? above.groupIntervalMs,
    repeatIntervalMs: route.repeatIntervalMs ?? above.repeatIntervalMs,
  };
  const here = [...path, printRouteMatchers(route.matchers)];
  const below: RoutedTo[] = [];
  for (const child of route.routes) {
    const met = walk(child, labels, own, here);
    below.push(...met);
    if (met.length > 0 && !child.continues) break;
  }
  if (below.length > 0) return below;
  const { muteTimeIntervals, activeTimeIntervals, range } = route;
  return [{ ...own, path: here, muteTimeIntervals, activeTimeIntervals, ...(range !== undefined && { range }) }];
}

function matches(matcher: Matcher, labels: Labels): boolean {
  return compileMatcher(matcher).matches(Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] ?? '') : '');
}
