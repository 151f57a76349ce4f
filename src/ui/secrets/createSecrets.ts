import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SecretNeed } from '../../model/probe.ts';
import { DEV_SECRETS_VARIABLE } from '../contributions.ts';
import type { Host } from '../host.ts';
import { describeError } from '../log.ts';
import type { Settings } from '../settings/settings.ts';
import { SecretAsker } from './secretAsker.ts';
import type { SecretScene } from './secretCommands.ts';
import { SecretStore } from './secretStore.ts';

export interface Secrets {
  readonly store: SecretStore;
  readonly scene: SecretScene;
  /** Gives the engine those secrets that the settings name, and no others. */
  readonly send: () => Promise<void>;
  /** Takes the secrets of a developer's file, unless the extension was installed. */
  readonly readDevelopment: () => Promise<void>;
}

/** The secrets: those that the settings name go to the engine, and the user is asked for what a probe waits for. */
export function createSecrets({ extension, engine, log, own, caught }: Host, settings: Settings): Secrets {
  const store = own(new SecretStore({ storage: extension.secrets, memento: extension.globalState }));
  const scene: SecretScene = {
    store,
    uses: () => settings.output?.secrets ?? [],
    services: () => engine.services.values(),
  };
  const asker = new SecretAsker();
  const ask = async (need: SecretNeed): Promise<void> => {
    const { askForSecret } = await import('./secretCommands.ts');
    await askForSecret(scene, need);
  };
  const send = async (): Promise<void> => engine.setSecrets(await store.getAll(scene.uses().map(({ name }) => name)));
  own(store.onDidChange(() => caught(send(), 'reading the secrets')));
  own(
    engine.onSecretNeeded(({ need }) => {
      if (asker.shouldAsk(need)) caught(ask(need), 'asking for a secret');
    }),
  );
  const readDevelopment = async (): Promise<void> => {
    const file = process.env[DEV_SECRETS_VARIABLE];
    if (file === undefined || file === '' || extension.extensionMode === vscode.ExtensionMode.Production) return;
    try {
      store.addDevelopment(await readFile(file, 'utf8'));
    } catch (error) {
      log.error(`${DEV_SECRETS_VARIABLE}: ${describeError(error)}`);
    }
  };
  return { store, scene, send, readDevelopment };
}
