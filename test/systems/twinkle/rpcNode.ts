import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultSwitch } from '../sampleSystem.ts';

export interface RpcNode {
  /** Asks for the number of the last block; rejects where the node does not tell. */
  ask(): Promise<void>;
  readonly gone: FaultSwitch;
  stop(): Promise<void>;
}

/** A stand-in for the chain's JSON-RPC node that the facilitator depends on: it knows `eth_blockNumber` only. */
export async function startRpcNode(): Promise<RpcNode> {
  let isGone = false;
  let block = 19_000_000;
  const server = createServer((_request, response) => {
    const answer = { jsonrpc: '2.0', id: 1, result: `0x${(block++).toString(16)}` };
    response.writeHead(isGone ? 502 : 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    async ask() {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] });
      const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(1_000) });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`RPC node answered ${response.status}`);
    },
    gone: {
      about: 'the RPC node answers 502',
      on: () => void (isGone = true),
      off: () => void (isGone = false),
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
