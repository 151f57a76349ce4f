import assert from 'node:assert/strict';

/**
 * Fails where this thread has computed for more than `limitMs` since `before` (`process.threadCpuUsage()`). What else a machine does does not
 * count, as it would in the time on the wall. A limit is many times what the work takes: it stands for a wrong order of growth.
 */
export function assertComputed(limitMs: number, before: NodeJS.CpuUsage): void {
  const { user, system } = process.threadCpuUsage(before);
  const tookMs = (user + system) / 1000;
  assert.ok(tookMs < limitMs, `computed for ${Math.round(tookMs)} ms, ${limitMs} ms at most`);
}
