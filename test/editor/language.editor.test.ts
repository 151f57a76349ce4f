// The display language in the real VS Code: German where the editor is German, and nothing that cannot be translated.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { markedManifest, markedTexts, outsideOfMarks } from '../support/markedLanguage.ts';
import { need } from '../support/provision/need.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { pageTexts } from '../webview/support/pageTexts.ts';
import { seriousViolations } from './support/panel.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

/** A language that has each text between brackets: what stands outside of them has no translation. */
const MARKED = 'zz';

type Texts = Readonly<Record<string, string>>;
const readTexts = async (name: string): Promise<Texts> =>
  JSON.parse(await readFile(path.join(PROJECT_ROOT, name), 'utf8'));

describe('the display language, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let server: Loopback;
  let metrics: Awaited<ReturnType<typeof startMetricsServer>>;
  let german: Texts;

  before(async function () {
    await need(this, 'chromium');
    server = await startLoopback();
    metrics = await startMetricsServer();
    server.answers.set('/broken', { code: 503, body: { status: 'unhealthy' } });
    editor = await Editor.start();
    german = await readTexts('package.nls.de.json');
    workspace = await editor.workspace('language', {
      'watchpost.interval': '1s',
      'watchpost.failureThreshold': 1,
      'watchpost.services': {
        web: { group: 'Laden', health: `${server.origin}/web`, metrics: `${metrics.origin}/metrics` },
        broken: { group: 'Laden', environment: 'production', health: `${server.origin}/broken` },
      },
    });
    await markTexts(editor);
  });
  after(async () => {
    await editor?.stop();
    await metrics?.stop();
    await server?.stop();
  });

  describe('German', () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await editor.open(workspace, { language: 'de' });
      await workbench.showServices();
    });
    after(() => workbench.close());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        console.error((await workbench.failure(this.currentTest.title)).message);
    });

    it('is what the tree and the status bar speak', async () => {
      await workbench.waitForRow('broken', ({ spoken }) => spoken.startsWith('Dienst broken: ausgefallen, '));
      await workbench.waitForRow('web', ({ spoken }) => spoken.startsWith('Dienst web: verfügbar, '));
      const group = await workbench.waitForRow(
        'Laden',
        ({ description }) => description === '1 ausgefallen · 1 verfügbar',
      );
      assert.equal(group.spoken, 'Gruppe Laden: 1 ausgefallen · 1 verfügbar');
      // The engine, too: why a service is down is said in German.
      await workbench.waitForRow('broken', ({ spoken }) => spoken.includes('HTTP 503: der Dienst sagt „unhealthy“'));
      await workbench.until('the status bar', async () => (await workbench.statusBar()) === 'broken ausgefallen');
      await workbench.page.locator('.part.sidebar .pane-header', { hasText: /^Dienste/i }).waitFor();
      await workbench.page.locator('.part.sidebar .pane-header', { hasText: /^Alarme/i }).waitFor();
    });

    it('is what the palette offers', async () => {
      const offered = await workbench.commands('Watchpost: Übersicht');
      const own = offered.filter((title) => title.startsWith('Watchpost: '));
      const titles = new Set(Object.values(german).map((title) => `Watchpost: ${title}`));
      assert.ok(own.includes('Watchpost: Übersicht anzeigen'), own.join('\n'));
      assert.deepEqual(
        own.filter((title) => !titles.has(title)),
        [],
      );
    });

    it('is what the panel of a service speaks', async () => {
      await workbench.openPanel('web');
      const frame = await workbench.webview('.header-name h1');
      await workbench.until('a status', async () =>
        ((await frame.locator('.header-status').textContent()) ?? '').startsWith('Verfügbar'),
      );
      assert.equal(await frame.locator('html').getAttribute('lang'), 'de');
      assert.deepEqual(
        (await frame.locator('h2').allTextContents()).filter((title) =>
          ['Latenz', 'Zeitachse', 'Proben'].includes(title),
        ),
        ['Latenz', 'Zeitachse', 'Proben'],
      );
      await frame.getByRole('button', { name: 'Anhalten' }).waitFor();
      for (const theme of ['light', 'dark', 'contrast'] as const) {
        await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
        await workbench.themeShown(theme);
        assert.deepEqual(await seriousViolations(frame), []);
        await workbench.screenshot(`german-service-${theme}`);
      }
    });

    it('is what the overview speaks', async () => {
      await workbench.run('Watchpost: Übersicht anzeigen');
      const frame = await workbench.webview('.grid');
      await workbench.until(
        'the summary',
        async () => (await frame.locator('.summary').textContent()) === '2 Dienste: 1 ausgefallen, 1 verfügbar',
      );
      for (const theme of ['light', 'dark', 'contrast'] as const) {
        await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
        await workbench.themeShown(theme);
        assert.deepEqual(await seriousViolations(frame), [], theme);
        await workbench.screenshot(`german-overview-${theme}`);
      }
    });

    it('is what the settings editor speaks', async () => {
      await workbench.run('Preferences: Open Settings (UI)');
      const search = workbench.page.locator('.settings-editor .suggest-input-container');
      await search.click();
      await workbench.page.keyboard.type('watchpost.statusBar');
      await workbench.page
        .locator('.setting-item-description', { hasText: german['setting.statusBar'] ?? 'none' })
        .waitFor();
      await workbench.screenshot('german-settings');
    });
  });

  describe('a language of brackets', () => {
    let workbench: Workbench;

    before(async () => {
      // A folder of its own: an incident keeps the language in which it was noted.
      const marked = await editor.workspace('marked', {
        ...workspace.settings,
        'workbench.colorTheme': THEMES.light,
      });
      workbench = await editor.open(marked, { language: MARKED });
      await workbench.showServices();
    });
    after(() => workbench.close());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        console.error((await workbench.failure(this.currentTest.title)).message);
    });

    it('leaves nothing of the tree outside', async () => {
      await workbench.waitForRow('broken', ({ spoken }) => spoken.includes('⟦down⟧'));
      await workbench.waitForRow('web', ({ spoken }) => spoken.includes('⟦up⟧'));
      await workbench.row('web').locator('.monaco-tl-twistie').click();
      await workbench.waitForRow('⟦Metrics⟧', () => true);
      const rows = await workbench.rows();
      assert.deepEqual(
        outsideOfMarks(
          rows.flatMap(({ spoken, description }) => [spoken, description]),
          NOT_TRANSLATED,
        ),
        [],
      );
    });

    const pages: readonly (readonly [title: string, command: string, ready: string])[] = [
      ['the overview', 'Show Overview', '.grid'],
      ['the query panel', 'Query Metrics', '.q-metrics li'],
      ['the targets', 'Show Targets', '.q-target'],
      ['the cardinality', 'Show Cardinality', '.q-count'],
    ];
    for (const [title, command, ready] of pages) {
      it(`leaves nothing of ${title} outside`, async () => {
        await workbench.run(`Watchpost: ⟦${command}⟧`);
        const frame = await workbench.webview(ready);
        assert.deepEqual(outsideOfMarks(await pageTexts(frame), NOT_TRANSLATED), []);
        await workbench.closeEditors();
      });
    }

    it('leaves nothing of the panel of a service outside', async () => {
      await workbench.openPanel('broken');
      const frame = await workbench.webview('.probe-run');
      await workbench.until('a run', async () => (await frame.locator('.beat').count()) > 1);
      assert.deepEqual(outsideOfMarks(await pageTexts(frame), NOT_TRANSLATED), []);
    });
  });
});

/** Gives the extension under test a translation that has each text between brackets. */
async function markTexts({ folder }: Editor): Promise<void> {
  const extension = path.join(folder.path, 'watchpost');
  await writeFile(path.join(extension, 'l10n', `bundle.l10n.${MARKED}.json`), JSON.stringify(markedTexts()));
  await writeFile(path.join(extension, `package.nls.${MARKED}.json`), JSON.stringify(markedManifest()));
}

/** What is the same in each language. */
const NOT_TRANSLATED = [
  // The names of golden signals are keys of the settings.
  /^(?:request rate|requests by route|error ratio|memory)(?=:|$)/gi,
  // What Prometheus calls things, and what the servers say.
  /\b\w+="[^"]*"|count by \(\S+\)|\b\w+_\w+\b/g,
  /\b(?:counter|gauge|histogram|HTTP)\b/g,
  /^(?:instance|job|phase|probe|queue|route)$/g,
  /Requests served\.|Time to serve a request\.|Jobs under way\.|Resident memory size in bytes\./g,
  // What the settings say.
  /\b(?:web|broken|Laden|production|health|metrics)\b|\bhttp:\/\/\S+/g,
];
