#!/usr/bin/env node
// watchpost, the engine without the editor. The entry imports nothing, so that a Node that could not load the rest gets a sentence.

/** The oldest Node that the bundles are built for: that of the oldest editor. */
const OLDEST = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(`watchpost needs Node ${OLDEST.join('.')} or later; this is Node ${process.versions.node}`);
  process.exitCode = 2;
} else {
  // In the editor's terminals the editor itself is Node for this process; programs that probes start are not to be told so.
  delete process.env['ELECTRON_RUN_AS_NODE'];
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
