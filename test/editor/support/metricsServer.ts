import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port of this machine with `/health` and, in the text format, `/metrics` that move with the time, and `/many` metrics that do not. */
export async function startMetricsServer(): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const startedMs = performance.now();
  const server = createServer(({ url }, response) => {
    if (url === '/metrics')
      response.setHeader('content-type', 'text/plain').end(exposition(performance.now() - startedMs));
    else if (url === '/many') response.setHeader('content-type', 'text/plain').end(many());
    else response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Metrics of `/many`, each with one series, whose value is its number. */
export const MANY = 200;

function many(): string {
  return Array.from({ length: MANY }, (_, i) => `# TYPE many_${i} gauge\nmany_${i} ${i}\n`).join('');
}

/** Ten requests a second of which one fails, each within 50 ms. */
function exposition(upMs: number): string {
  const requests = Math.floor(upMs / 100);
  const failed = Math.floor(requests / 10);
  return `# HELP http_requests_total Requests served.
# TYPE http_requests_total counter
http_requests_total{route="/a",status_code="200"} ${requests - failed}
http_requests_total{route="/b",status_code="500"} ${failed}
# HELP http_request_duration_seconds Time to serve a request.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} ${requests}
http_request_duration_seconds_bucket{le="1"} ${requests}
http_request_duration_seconds_bucket{le="+Inf"} ${requests}
http_request_duration_seconds_sum ${requests * 0.02}
http_request_duration_seconds_count ${requests}
# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 104857600
# HELP jobs_running Jobs under way.
# TYPE jobs_running gauge
jobs_running{queue="mail"} 3
jobs_running{queue="images"} 4
`;
}
