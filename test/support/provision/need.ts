import type { Context } from 'mocha';
import { provide, type ToolName } from './tools.ts';

/**
 * For a test's `before`: gets the programs, or reports the test as skipped by name and reason. With CI=true nothing
 * may be skipped, and what is missing fails.
 */
export async function need(context: Context, ...names: readonly ToolName[]): Promise<void> {
  context.timeout(600_000);
  for (const name of names) {
    const found = await provide(name);
    if (!found.ok) skipTest(context, found.error);
  }
}

/** Skips the running test or suite for `reason`; with CI=true fails it instead. */
export function skipTest(context: Context, reason: string): never {
  if (process.env['CI'] === 'true') throw new Error(`Nothing may be skipped here. ${reason}`);
  const title = context.test?.parent?.fullTitle() ?? 'test';
  console.error(`  skipped: ${title}: ${reason}`);
  return context.skip();
}
