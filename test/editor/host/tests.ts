// What runs inside the extension host: bundled into one file, which the editor loads with the extension. Each test has
// its name in names.ts, so that plain Node can list them without this file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/ui/contributions.ts';
import type { TestApi } from '../../../src/ui/testApi.ts';
import type { HostTestName } from './names.ts';

const EXTENSION = 'watchpost.watchpost';

async function api(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi>(EXTENSION);
  assert.ok(extension, 'the extension is there');
  return extension.activate();
}

/** Waits until `condition` holds; fails with what `describe` says. */
async function until(condition: () => boolean, describe: () => unknown, timeoutMs = 15_000): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > endMs) assert.fail(`waited in vain: ${JSON.stringify(describe())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A service on loopback whose answer can be changed. */
async function serve(): Promise<{ url: string; server: Server; answer: { code: number; body: string } }> {
  const answer = { code: 200, body: JSON.stringify({ status: 'ok' }) };
  const server = createServer((_request, response) => {
    response.writeHead(answer.code, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`, server, answer };
}

async function setServices(services: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('watchpost')
    .update('services', services, vscode.ConfigurationTarget.Workspace);
}

const statusOf = async (name: string): Promise<string | undefined> =>
  (await api()).snapshot().find((service) => service.name === name)?.status;

/** Runs `body` with one service named `api` at a server of its own, and takes both away after. */
async function withService(body: (served: Awaited<ReturnType<typeof serve>>) => Promise<void>): Promise<void> {
  const served = await serve();
  try {
    await setServices({ api: { health: { url: served.url, interval: '1s', failureThreshold: 1 } } });
    const { snapshot } = await api();
    await until(() => snapshot()[0]?.status === 'up', snapshot);
    await body(served);
  } finally {
    await setServices(undefined);
    served.server.closeAllConnections();
    served.server.close();
  }
}

export const TESTS: Readonly<Record<HostTestName, () => Promise<void>>> = {
  async 'activates and registers every command'() {
    await api();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.values(COMMANDS).filter((command) => !registered.has(command)),
      [],
    );
  },

  async 'watches a service as soon as it is in the settings, and says when it fails'() {
    await withService(async ({ answer }) => {
      answer.code = 503;
      answer.body = JSON.stringify({ status: 'unhealthy', checks: { redis: { status: 'down', message: 'no route' } } });
      const { snapshot } = await api();
      await until(() => snapshot()[0]?.status === 'down', snapshot);
      assert.match(snapshot()[0]?.reason ?? '', /redis/);
      answer.code = 200;
      answer.body = '{"status":"ok"}';
      await until(() => snapshot()[0]?.status === 'up', snapshot);
    });
  },

  async 'takes a service away when it is gone from the settings'() {
    await withService(async () => {});
    const { snapshot } = await api();
    await until(() => snapshot().length === 0, snapshot);
  },

  async 'marks wrong settings at their line, and runs the rest'() {
    await withService(async ({ url }) => {
      await setServices({ api: { health: url }, bad: { helth: url, health: 17 } });
      const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.vscode', 'settings.json');
      const found = (): vscode.Diagnostic[] =>
        vscode.languages.getDiagnostics(file).filter((d) => d.source === 'watchpost');
      await until(
        () => found().length >= 2,
        () => vscode.languages.getDiagnostics().map(([uri, list]) => [uri.path, list]),
      );
      const lines = readFileSync(file.fsPath, 'utf8').split('\n');
      const marked = found().map((diagnostic) => lines[diagnostic.range.start.line]?.trim());
      assert.ok(
        marked.some((line) => line?.startsWith('"helth"')),
        JSON.stringify(marked),
      );
      assert.ok(
        marked.some((line) => line?.startsWith('"health": 17')),
        JSON.stringify(marked),
      );
      await until(() => found().length >= 2, found);
      assert.equal(await statusOf('api'), 'up');
    });
  },

  async 'survives the end of the engine’s worker and loses no history'() {
    await withService(async () => {
      const { killEngine, engineState, snapshot, bugs } = await api();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const before = snapshot()[0]?.sinceMs ?? 0;
      killEngine();
      await until(() => JSON.stringify(engineState()) !== '"running"' && !isRunning(engineState()), engineState);
      await until(
        () => isRunning(engineState()) && snapshot()[0]?.status === 'up',
        () => [engineState(), snapshot()],
      );
      assert.ok(Math.abs((snapshot()[0]?.sinceMs ?? 0) - before) < 2_500, 'since when is known from before the crash');
      assert.equal(bugs(), 0);
    });
  },

  async 'sends a secret only where it was allowed'() {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.cookie);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { setSecret, snapshot } = await api();
    try {
      await setServices({
        api: { health: { url: `${origin}/health`, interval: '1s', headers: { Cookie: '${secret:host-test}' } } },
      });
      await until(() => snapshot()[0]?.probes[0]?.secretNeeded?.why === 'missing', snapshot);
      await setSecret('host-test', 'session=opensesame', ['https://elsewhere.example']);
      await until(() => snapshot()[0]?.probes[0]?.secretNeeded?.why === 'originRefused', snapshot);
      assert.equal(seen.length, 0, 'nothing was sent before the origin was allowed');
      await setSecret('host-test', 'session=opensesame', [origin]);
      await until(() => snapshot()[0]?.status === 'up', snapshot);
      assert.ok(seen.some((cookie) => cookie === 'session=opensesame'));
      assert.doesNotMatch(JSON.stringify(snapshot()), /opensesame/);
    } finally {
      await setServices(undefined);
      server.closeAllConnections();
      server.close();
    }
  },

  async 'opens a service’s panel and closes it'() {
    await withService(async () => {
      const { openPanels } = await api();
      await vscode.commands.executeCommand(COMMANDS.openPanel, JSON.stringify(['service', 'api']));
      await until(() => openPanels().length === 1, openPanels);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await until(() => openPanels().length === 0, openPanels);
    });
  },

  async 'copies diagnostics without secrets'() {
    await withService(async () => {
      await vscode.commands.executeCommand(COMMANDS.copyDiagnostics);
      const { diagnostics } = await api();
      const parsed = JSON.parse(await diagnostics()) as Record<string, unknown>;
      assert.ok(Object.keys(parsed).length > 3);
      assert.ok(!JSON.stringify(parsed).includes('opensesame'));
    });
  },
};

function isRunning(state: unknown): boolean {
  return JSON.stringify(state).includes('running');
}

/** Where the results go: a file that whoever started the editor reads. */
export const resultsFile = (): string =>
  process.env['WATCHPOST_HOST_TEST_RESULTS'] ??
  path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'results.json');
