// A process of its own that answers health requests as fast as Node can: what the polling benchmark polls. Prints the
// ports that it listens on as one line of JSON and ends when its standard input does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = Buffer.from(
  JSON.stringify({
    status: 'healthy',
    uptime: 3600,
    checks: { redis: { status: 'ok', latency: 1 }, database: { status: 'ok', latency: 5 } },
  }),
);
const servers = Array.from({ length: Number(process.argv[2] ?? 4) }, () =>
  createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  }),
);
await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
console.log(JSON.stringify(servers.map((server) => (server.address() as AddressInfo).port)));
process.stdin.resume().on('end', () => process.exit(0));
