import type { FoundSignal, SignalFinder } from '../finder.ts';
import { rate } from '../finder.ts';
import { requestCounter, routeLabel } from '../requestFamily.ts';

/** Requests per second, in all and by route. */
export const traffic: SignalFinder = (metrics) => {
  const counter = requestCounter(metrics);
  if (counter === undefined) return [];
  const found: FoundSignal[] = [
    {
      name: 'request rate',
      group: 'traffic',
      unit: 'perSecond',
      query: `sum(${rate(metrics, counter.samples)})`,
      key: true,
    },
  ];
  const route = routeLabel(counter.family);
  if (route !== undefined && (counter.family.labels.get(route)?.size ?? 0) > 1) {
    found.push({
      name: `requests by ${route}`,
      group: 'traffic',
      unit: 'perSecond',
      query: `sum by (${route}) (${rate(metrics, counter.samples)})`,
    });
  }
  return found;
};
