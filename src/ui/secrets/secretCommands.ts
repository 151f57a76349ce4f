import * as vscode from 'vscode';
import type { SecretUses } from '../../config/readConfig.ts';
import type { SecretNeed } from '../../model/probe.ts';
import type { ServiceState } from '../../model/state.ts';
import { withoutLinks } from '../markdown.ts';
import { wantedOrigins } from './secretOrigins.ts';
import type { SecretStore } from './secretStore.ts';

/** What the secret commands look at. */
export interface SecretScene {
  readonly store: SecretStore;
  readonly uses: () => readonly SecretUses[];
  readonly services: () => Iterable<ServiceState>;
}

/** Asks for a secret's name (where not given), its value and the origins that it may go to, and keeps it. */
export async function setSecret({ store, uses, services }: SecretScene, given?: string): Promise<void> {
  const name = given ?? (await pickName(store, uses()));
  if (name === undefined) return;
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set the Secret {0}', name),
    prompt: vscode.l10n.t('Its value is kept in secret storage and is sent only to the places that you choose next.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? vscode.l10n.t('A secret cannot be empty.') : undefined),
  });
  if (value === undefined || value === '') return;
  const before = await store.get(name);
  const origins = await pickOrigins(name, wantedOrigins(name, uses(), services()), before?.origins ?? []);
  if (origins === undefined) return;
  await store.set({ name, value, origins });
}

/** Shows the secrets' names and where each may go. Choosing one changes where. */
export async function listSecrets({ store, uses, services }: SecretScene): Promise<void> {
  const secrets = await store.getAll(store.names);
  const missing = uses().filter(({ name }) => !secrets.some((secret) => secret.name === name));
  const items = [
    ...secrets.map(({ name, origins }) => ({
      label: name,
      iconPath: new vscode.ThemeIcon('key'),
      detail: origins.length === 0 ? vscode.l10n.t('may go nowhere') : origins.join(', '),
      missing: false,
    })),
    ...missing.map(({ name }) => ({
      label: name,
      iconPath: new vscode.ThemeIcon('warning'),
      detail: vscode.l10n.t('named in the settings, not typed in yet'),
      missing: true,
    })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no secrets, and the settings name none.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Secrets'),
    placeHolder: vscode.l10n.t('Choose one to say where it may go'),
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const secret = await store.get(chosen.label);
  if (secret === undefined) return setSecret({ store, uses, services }, chosen.label);
  const origins = await pickOrigins(secret.name, wantedOrigins(secret.name, uses(), services()), secret.origins, true);
  if (origins !== undefined) await store.set({ ...secret, origins });
}

export async function removeSecret({ store }: SecretScene): Promise<void> {
  const secrets = await store.getAll(store.names);
  const chosen = await vscode.window.showQuickPick(
    secrets.map(({ name, origins }) => ({ label: name, detail: origins.join(', ') })),
    {
      title: vscode.l10n.t('Remove a Secret'),
      placeHolder: vscode.l10n.t('It is removed from secret storage at once'),
    },
  );
  if (chosen !== undefined) await store.remove(chosen.label);
}

/** Settles what a probe needs: types the secret in where it is missing, allows the origin where that was refused. */
export async function allowSecret(scene: SecretScene, need: SecretNeed, confirmed: boolean): Promise<void> {
  if (need.why === 'missing') return setSecret(scene, need.name);
  if (!confirmed) {
    const allow = vscode.l10n.t('Allow');
    const question = vscode.l10n.t('Send the secret {0} to {1}?', need.name, need.origin);
    const answer = await vscode.window.showWarningMessage(withoutLinks(question), allow, vscode.l10n.t('Not now'));
    if (answer !== allow) return;
  }
  if (!(await scene.store.allow(need.name, need.origin))) await setSecret(scene, need.name);
}

/** Tells that a probe waits for a secret, with the way to settle it. Resolves when the message is gone. */
export async function askForSecret(scene: SecretScene, need: SecretNeed): Promise<void> {
  const missing = need.why === 'missing';
  const act = missing ? vscode.l10n.t('Set Secret…') : vscode.l10n.t('Allow');
  const message = missing
    ? vscode.l10n.t('Watchpost needs the secret {0} for {1}.', need.name, need.origin)
    : vscode.l10n.t('The secret {0} is not allowed for {1}. Allow it?', need.name, need.origin);
  const answer = await vscode.window.showWarningMessage(withoutLinks(message), act, vscode.l10n.t('Not now'));
  if (answer === act) await allowSecret(scene, need, true);
}

async function pickName(store: SecretStore, uses: readonly SecretUses[]): Promise<string | undefined> {
  const known = new Set(store.names);
  const other = vscode.l10n.t('Another name…');
  const items: vscode.QuickPickItem[] = [
    ...uses.map(({ name, usedBy }) => ({
      label: name,
      description: known.has(name) ? vscode.l10n.t('set') : vscode.l10n.t('not typed in yet'),
      detail: [...new Set(usedBy.map(({ serviceId }) => serviceId))].join(', '),
    })),
    ...[...known]
      .filter((name) => !uses.some((use) => use.name === name))
      .map((name) => ({ label: name, description: vscode.l10n.t('set; not used') })),
    { label: other, alwaysShow: true },
  ];
  const chosen =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, {
          title: vscode.l10n.t('Set a Secret'),
          placeHolder: vscode.l10n.t('Which one'),
        });
  if (chosen?.label !== other) return chosen?.label;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set a Secret'),
    prompt: vscode.l10n.t('Its name, as in {0}', '${secret:NAME}'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\w.-]+$/.test(text.trim())
        ? undefined
        : vscode.l10n.t('A name is made of letters, digits, dots, dashes and underscores.'),
  });
  return typed === undefined || !/^[\w.-]+$/.test(typed.trim()) ? undefined : typed.trim();
}

/** The origins that the user ticks. Those that the settings would send it to are ticked already, unless it is only a change. */
async function pickOrigins(
  name: string,
  wanted: readonly string[],
  allowed: readonly string[],
  onlyAllowedPicked = false,
): Promise<readonly string[] | undefined> {
  const origins = [...new Set([...wanted, ...allowed])].sort();
  if (origins.length === 0) {
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Where may {0} go?', name),
      prompt: vscode.l10n.t(
        'An origin such as {0}. Leave it empty to be asked when a probe needs it.',
        'https://example.com',
      ),
      ignoreFocusOut: true,
    });
    return typed === undefined ? undefined : typed.trim() === '' ? [] : [typed.trim()];
  }
  const chosen = await vscode.window.showQuickPick(
    origins.map((origin) => ({
      label: origin,
      picked: allowed.includes(origin) || (!onlyAllowedPicked && wanted.includes(origin)),
      description: wanted.includes(origin) ? vscode.l10n.t('the settings send it here') : '',
    })),
    {
      title: vscode.l10n.t('Where may {0} go?', name),
      placeHolder: vscode.l10n.t('It is sent nowhere else'),
      canPickMany: true,
      ignoreFocusOut: true,
    },
  );
  return chosen?.map(({ label }) => label);
}
