import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { pick } from '../load.ts';

/**
 * People who come, type and go: the WebSocket, session and Yjs metrics of CodeSync's guide, moved four times a second. No
 * sockets are opened: what Watchpost sees of them is these figures.
 */
export function startCollaboration(registry: Registry): { stop(): void } {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const connectionsActive = gauge('ws_connections_active', 'Active WebSocket connections');
  const connections = counter('ws_connections_total', 'Total WebSocket connections');
  const messages = counter('ws_messages_total', 'Total WebSocket messages');
  const sessionsActive = gauge('sessions_active', 'Active coding sessions');
  const participants = new Histogram({
    name: 'session_participants',
    help: 'Participants per session',
    buckets: [1, 2, 3, 5, 10],
    registers,
  });
  const documents = gauge('yjs_documents_active', 'Active Yjs documents');
  const operations = counter('yjs_operations_total', 'Yjs operations by type', ['type']);
  const rateLimitHits = counter('rate_limit_hits_total', 'Rate limit hits by type', ['type']);
  const sizes = { labelNames: ['method', 'path'], buckets: [100, 1_000, 10_000, 100_000], registers };
  const requestSize = new Histogram({ name: 'http_request_size_bytes', help: 'Request size in bytes', ...sizes });
  const responseSize = new Histogram({ name: 'http_response_size_bytes', help: 'Response size in bytes', ...sizes });

  let people = 8;
  connections.inc(people);
  const step = () => {
    const change = Math.floor(Math.random() * 3) - 1;
    people = Math.min(20, Math.max(2, people + change));
    if (change > 0) connections.inc();
    connectionsActive.set(people);
    sessionsActive.set(Math.ceil(people / 3));
    documents.set(Math.ceil(people / 2));
    messages.inc(people * 2);
    operations.inc({ type: pick(['insert', 'insert', 'delete', 'format']) }, people);
    participants.observe(1 + Math.floor(Math.random() * 4));
    requestSize.observe({ method: 'POST', path: '/api/files' }, Math.random() * 5_000);
    responseSize.observe({ method: 'GET', path: '/api/sessions' }, Math.random() * 20_000);
    if (Math.random() < 0.02) rateLimitHits.inc({ type: 'api' });
  };
  step();
  const timer = setInterval(step, 250);
  return { stop: () => clearInterval(timer) };
}
