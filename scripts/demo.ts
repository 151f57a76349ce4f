// npm run demo: see DEMO_USAGE.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type OwnedFolder, ownedFolder } from '../test/support/provision/ownedFolder.ts';
import { startSystems, type Systems } from '../test/systems/startSystems.ts';
import { readCommands } from './demo/commands.ts';
import { openEditor } from './demo/editor.ts';
import { DEMO_USAGE, readDemoOptions } from './demo/options.ts';
import { run } from './run.ts';

// No welcome page and no chat: the demo is about the sidebar.
const EDITOR_SETTINGS = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
};

const options = readDemoOptions(process.argv.slice(2));
if (options === 'help' || 'wrong' in options) {
  if (options === 'help') console.log(DEMO_USAGE);
  else console.error(`${options.wrong}\n\n${DEMO_USAGE}`);
  process.exit(options === 'help' ? 0 : 2);
}
const { forSeconds, opens, builds } = options;

const closers: (() => Promise<void>)[] = [];
let ending: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));

try {
  await main();
} catch (error) {
  if (ending === undefined)
    console.error(`The demo could not start: ${error instanceof Error ? error.message : String(error)}`);
  await end(1);
}

async function main(): Promise<void> {
  console.log('Building the extension and starting the sample systems …');
  const folder = await opened(ownedFolder('demo'), (it) => it.remove());
  const building = builds ? run(['node', 'esbuild.mjs']) : Promise.resolve(0);
  const systems = await opened(startSystems(), (it) => it.stop());
  if ((await building) !== 0) throw new Error('the build failed.');
  const workspace = path.join(folder.path, 'workspace');
  await mkdir(workspace);
  await systems.writeWorkspace(workspace, { interval: '5s', settings: EDITOR_SETTINGS });
  const env = {
    WATCHPOST_DEV_SECRETS: await writeSecrets(folder, systems),
    ...(systems.caFile !== undefined && { NODE_EXTRA_CA_CERTS: systems.caFile }),
  };
  const editor = await opened(openEditor(workspace, env, { desktop: opens }), (it) => it.stop());

  for (const { name, reason } of systems.leftOut) console.log(`Left out: ${name}, because ${reason}`);
  console.log(`\n${editor.message}\nThe workspace is ${workspace}; it goes when the demo ends.`);
  console.log('Type help for the faults to try, quit or Ctrl-C to end.');
  readCommands(process.stdin, systems, () => void end(0));
  if (forSeconds !== undefined) setTimeout(() => void end(0), forSeconds * 1_000);
}

/** Waits for something to be there and sees to it that it goes with the demo, even where that ended meanwhile. */
async function opened<T>(coming: Promise<T>, close: (it: T) => Promise<void>): Promise<T> {
  const it = await coming;
  if (ending === undefined) closers.push(() => close(it));
  else {
    await close(it);
    throw new Error('ended');
  }
  return it;
}

function end(code: number): Promise<void> {
  ending ??= (async () => {
    if (code === 0) console.log('\nEnding the demo …');
    for (const close of closers.toReversed()) await close();
    process.exit(code);
  })();
  return ending;
}

/** The secrets for the extension in development: nobody has to type them. Beside the workspace, for this user only. */
async function writeSecrets(folder: OwnedFolder, { secrets }: Systems): Promise<string> {
  const file = path.join(folder.path, 'secrets.json');
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return file;
}
