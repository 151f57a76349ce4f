import * as vscode from 'vscode';
import { type NewService, newServiceSnippet, serviceOf } from '../../config/newService.ts';
import type { FoundEndpoint } from '../../protocol/discover.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { shorten } from '../markdown.ts';
import { writeService } from './writeServices.ts';

/** Longer than the engine looks at most. */
const FIND_TIMEOUT_MS = 20_000;

/**
 * Asks for a URL or port, looks for what can be watched there, lets the user pick and name it, writes the service to the
 * settings, and shows it there.
 */
export async function addService(
  globalStorage: vscode.Uri,
  engine: Pick<EngineClient, 'request' | 'start'>,
): Promise<void> {
  const title = vscode.l10n.t('Add a Service');
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Its address, or a port of this machine: Watchpost looks for its endpoints there'),
    placeHolder: 'http://localhost:3000, 3000, redis://localhost:6379, tcp://localhost:5432',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || snippetOf(text) !== undefined
        ? undefined
        : vscode.l10n.t('This is neither a URL nor a port.'),
  });
  const asTyped = typed === undefined ? undefined : snippetOf(typed);
  if (typed === undefined || asTyped === undefined) return;
  const service = await endpointsOf(typed, asTyped, engine, title);
  if (service !== undefined) await writeService(globalStorage, { name: asTyped.name, service }, title);
}

/** What the user picks of what is there; as typed where nothing is; undefined where he thought better of it. */
async function endpointsOf(
  typed: string,
  asTyped: NewService,
  engine: Pick<EngineClient, 'request' | 'start'>,
  title: string,
): Promise<NewService['service'] | undefined> {
  const url = urlOf(typed);
  if (url === undefined) return asTyped.service;
  const found = await look(url, engine);
  if (found === undefined) return undefined;
  if (found.length === 0) return asTyped.service;
  const items = found.map((endpoint) => ({
    label: endpoint.setting,
    description: endpoint.value,
    detail: shorten(endpoint.what, 200),
    picked: endpoint.picked,
    endpoint,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('What is to be watched?'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined || picked.length === 0) return undefined;
  return serviceOf(picked.map(({ endpoint }) => endpoint));
}

/** Undefined where the user cancelled; nothing where the engine cannot look. */
async function look(
  url: string,
  engine: Pick<EngineClient, 'request' | 'start'>,
): Promise<readonly FoundEndpoint[] | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Watchpost looks for endpoints at {0}', new URL(url).origin),
      cancellable: true,
    },
    async (_progress, token) => {
      const stop = new AbortController();
      const listener = token.onCancellationRequested(() => stop.abort());
      // The first service: nothing needed the engine before.
      engine.start();
      try {
        return await engine.request('findEndpoints', [url], { timeoutMs: FIND_TIMEOUT_MS, signal: stop.signal });
      } catch (error) {
        if (!(error instanceof ChannelError)) throw error;
        return stop.signal.aborted ? undefined : [];
      } finally {
        listener.dispose();
      }
    },
  );
}

/** A bare port is one of this machine. */
function withHost(typed: string): string {
  const port = /^:?(\d{1,5})(\/.*)?$/.exec(typed.trim());
  return port === null ? typed.trim() : `http://localhost:${port[1]}${port[2] ?? ''}`;
}

function snippetOf(typed: string): NewService | undefined {
  return newServiceSnippet(withHost(typed));
}

/** What to look at: nothing where the user said already that it is no HTTP, or how to log in. */
function urlOf(typed: string): string | undefined {
  const text = withHost(typed);
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = new URL(whole);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' ? url.href : undefined;
}
