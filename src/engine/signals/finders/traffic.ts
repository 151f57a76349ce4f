import type { FoundSignal, SignalFinder } from '../finder.ts';
import { requestCounter, requestRate, routeLabel } from '../requestFamily.ts';

/** Requests per second, in all and by route. */
export const traffic: SignalFinder = (metrics) => {
  const requests = requestCounter(metrics);
  if (requests === undefined) return [];
  const found: FoundSignal[] = [
    {
      name: 'request rate',
      group: 'traffic',
      unit: 'perSecond',
      query: `sum(${requestRate(metrics, requests)})`,
      key: true,
    },
  ];
  const route = routeLabel(requests);
  if (route !== undefined && (requests.labels.get(route)?.size ?? 0) > 1) {
    found.push({
      name: `requests by ${route}`,
      group: 'traffic',
      unit: 'perSecond',
      query: `sum by (${route}) (${requestRate(metrics, requests)})`,
    });
  }
  return found;
};
