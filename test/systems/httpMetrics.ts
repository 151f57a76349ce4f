import type express from 'express';
import { Counter, Histogram, type Registry } from 'prom-client';

/** Which labels a system gives to its request metrics. */
export type RequestLabels = (request: express.Request, response: express.Response) => Record<string, string>;

/** The two metrics that nearly every service has, as an Express middleware; `labels` is asked when the response is out. */
export function httpMetrics(registry: Registry, labelNames: readonly string[], labels: RequestLabels): express.Handler {
  const common = { labelNames: [...labelNames], registers: [registry] };
  const total = new Counter({ name: 'http_requests_total', help: 'Total number of HTTP requests', ...common });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests in seconds',
    ...common,
  });
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('finish', () => {
      const values = labels(request, response);
      total.inc(values);
      duration.observe(values, (performance.now() - startedAt) / 1_000);
    });
    next();
  };
}

/** `/metrics`: what the registry has, in the text format. */
export function metricsHandler(registry: Registry): express.Handler {
  return async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  };
}
