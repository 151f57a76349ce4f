// The editor's own http settings in the real VS Code: probes go by the proxy that the user set there, a real one.
import { need } from '../support/provision/need.ts';
import { type RealProxy, startProxy } from '../support/provision/proxy.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

/** Nobody can look this name up: only a proxy can have been asked for it, which says that it cannot either. */
const TARGET = 'http://service.invalid/health';
const DIRECT = /: down, .*(?:has no address|could not be looked up)/;
const BY_PROXY = /: down, HTTP 5\d\d/;
const NO_PROXY_SET = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
    [name, ''],
    [name.toLowerCase(), ''],
  ]),
);

describe("the editor's proxy, in the real VS Code", function () {
  let proxy: RealProxy;
  let editor: Editor;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium', 'tinyproxy');
    proxy = await startProxy();
    editor = await Editor.start({ env: NO_PROXY_SET });
    const workspace = await editor.workspace('proxied', {
      // A workspace cannot choose the proxy: this one is not there.
      'http.proxy': 'http://127.0.0.1:1',
      'watchpost.interval': '1s',
      'watchpost.services': {
        far: { health: { url: TARGET, timeout: '10s' } },
        own: { health: { url: TARGET, timeout: '10s', proxy: 'none' } },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    await proxy?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const userSettings = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
    await workbench.run('Preferences: Open User Settings (JSON)');
    await workbench.until('the user settings', async () => (await workbench.editorTitle()).includes('settings.json'));
    await workbench.page.locator('.part.editor .view-lines').click();
    await workbench.page.keyboard.press('Control+a');
    // Typed, the editor would add brackets of its own.
    await workbench.page.keyboard.insertText(JSON.stringify(settings));
    await workbench.page.keyboard.press('Control+s');
    await workbench.closeEditors();
  };
  const says = (name: string, text: RegExp) =>
    workbench.waitForRow(name, ({ spoken }) => spoken.startsWith(`service ${name}: `) && text.test(spoken), 45_000);

  it('is not that of the workspace', async () => {
    await says('far', DIRECT);
  });

  it('is used as soon as the user sets it, but not where the probe says none', async () => {
    await userSettings({ 'http.proxy': proxy.url });
    await says('far', BY_PROXY);
    await says('own', DIRECT);
  });

  it('is left out for the hosts of http.noProxy, and where http.proxySupport is off', async () => {
    await userSettings({ 'http.proxy': proxy.url, 'http.noProxy': ['service.invalid'] });
    await says('far', DIRECT);
    await userSettings({ 'http.proxy': proxy.url });
    await says('far', BY_PROXY);
    await userSettings({ 'http.proxy': proxy.url, 'http.proxySupport': 'off' });
    await says('far', DIRECT);
  });
});
