import type { RequestListener } from 'node:http';
import { existsSync, statSync } from 'node:fs';
import { pick } from '../load.ts';
import { PythonRegistry } from './pythonMetrics.ts';
import type { SwarmDb } from './swarmDb.ts';

/** The guide's Flask exporter: `/metrics` as `generate_latest()` writes it, and `/event` for the load. */
export function createExporter(database: SwarmDb, file: string): { readonly app: RequestListener } {
  const registry = new PythonRegistry(Date.now() / 1_000);
  const events = registry.counter('moai_flow_events', 'Total number of events processed', 'event_type');
  const errors = registry.counter('moai_flow_errors', 'Total number of errors', 'error_type');
  const agents = registry.gauge('moai_flow_agents_active', 'Number of active agents');
  const duration = registry.histogram('moai_flow_query_duration_seconds', 'Query duration in seconds', 'query_type');
  const size = registry.gauge('moai_flow_db_size_bytes', 'Database size in bytes');

  const app: RequestListener = (request, response) => {
    response.setHeader('Server', 'Werkzeug/3.0.3 Python/3.12.3');
    if (request.method === 'POST' && request.url === '/event') {
      const type = pick(['agent_spawn', 'task_complete', 'task_complete', 'message']);
      database.addEvent(type);
      events.inc(type);
      duration.observe(pick(['insert', 'select']), Math.random() ** 3 * 0.2);
      if (!existsSync(file) || Math.random() < 0.01) errors.inc('OperationalError');
      response.writeHead(204).end();
    } else if (request.url === '/metrics') {
      agents.set(database.activeAgents());
      size.set(existsSync(file) ? statSync(file).size : 0);
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(registry.text());
    } else {
      response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' }).end('<h1>Not Found</h1>');
    }
  };
  return { app };
}
