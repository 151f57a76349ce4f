import type express from 'express';
import { Counter, Histogram } from 'prom-client';
import { pick } from '../load.ts';
import type { Cache } from '../sampleCache.ts';
import type { RpcNode } from './rpcNode.ts';
import type { TwinkleBase } from './service.ts';

/** The facilitator: settles payments on the chain, of which a few fail, and all while its node is gone. */
export function createFacilitator(
  { app, registry, logger }: TwinkleBase,
  { client }: Cache,
  rpcNode: RpcNode,
): express.Express {
  const registers = [registry];
  const settlements = new Counter({
    name: 'twinkle_settlements_total',
    help: 'Total number of settlement operations',
    labelNames: ['status', 'type'],
    registers,
  });
  const duration = new Histogram({
    name: 'twinkle_settlement_duration_seconds',
    help: 'Duration of settlement operations in seconds',
    labelNames: ['status'],
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30],
    registers,
  });
  app.post('/settle', async (_request, response) => {
    const type = pick(['paywall', 'paywall', 'subscription', 'direct']);
    const chance = Math.random();
    const isGone = await rpcNode.ask().then(
      () => false,
      () => true,
    );
    const status = isGone || chance < 0.03 ? 'failure' : chance < 0.08 ? 'pending' : 'success';
    const seconds = 0.2 + Math.random() ** 3 * 3;
    settlements.inc({ status, type });
    duration.observe({ status }, seconds);
    await client.incr('facilitator:nonce:0x5a7e').catch(() => undefined);
    if (status === 'failure') logger.error({ type, duration: seconds }, 'Settlement failed');
    response.status(202).json({ status, type });
  });
  return app;
}
