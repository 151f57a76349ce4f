// The timeline in the real VS Code, with the built-in git extension: what happens in the workspace is noted, compared and kept.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { runToEnd } from '../support/provision/runToEnd.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

describe('the timeline, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let server: Loopback;

  const git = async (...args: string[]): Promise<void> => {
    await runToEnd('git', ['-C', workspace.folder, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args]);
  };

  before(async function () {
    await need(this, 'chromium');
    server = await startLoopback();
    editor = await Editor.start();
    workspace = await editor.workspace('timeline', {
      'git.enabled': true,
      'git.autofetch': false,
      'watchpost.interval': '1s',
      'watchpost.services': { api: { health: `${server.origin}/health` } },
    });
    await mkdir(path.join(workspace.folder, 'src'));
    await writeFile(path.join(workspace.folder, 'src', 'pool.ts'), 'export const size = 1;\n');
    const tasks = {
      version: '2.0.0',
      tasks: [{ label: 'break', type: 'shell', command: 'exit 3', presentation: { reveal: 'never' } }],
    };
    await writeFile(path.join(workspace.folder, '.vscode', 'tasks.json'), JSON.stringify(tasks));
    await writeFile(path.join(workspace.folder, 'src', 'run.js'), 'setTimeout(() => {}, 500);\n');
    const launch = {
      version: '0.2.0',
      configurations: [{ name: 'Run once', type: 'node', request: 'launch', program: '${workspaceFolder}/src/run.js' }],
    };
    await writeFile(path.join(workspace.folder, '.vscode', 'launch.json'), JSON.stringify(launch));
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git('commit', '-qm', 'Begin');
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('api', ({ spoken }) => spoken.startsWith('service api: up'), 30_000);
    // The git extension has found the repository.
    await workbench.page.locator('.part.statusbar .statusbar-item', { hasText: 'main' }).first().waitFor();
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const events = async (): Promise<string[]> =>
    (await workbench.webview('.event-what')).locator('.event-what').allTextContents();
  const shows = (what: string, condition: (texts: string[]) => boolean): Promise<void> =>
    workbench.until(what, async () => condition(await events().catch(() => [])), 25_000);

  it('notes saves, commits, switches of branch and tasks', async () => {
    // A commit from before the git extension knows the repository is none that it tells.
    const branch = workbench.page.locator('.part.statusbar .statusbar-item', { hasText: /^\s*main/ });
    await branch.first().waitFor();
    await workbench.openFile('pool.ts');
    await workbench.until('the file', async () => (await workbench.editorTitle()).includes('pool.ts'));
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.type('// halved');
    await workbench.run('File: Save');
    await workbench.rowMenu('api', 'Show Timeline');
    await shows('the save', (texts) => texts.includes('Saved src/pool.ts'));
    await git('commit', '-qam', 'Halve the pool');
    // By itself the git extension looks when the window is in front and it finds the time.
    await workbench.run('Git: Refresh');
    await shows('the commit', (texts) => texts.some((text) => /^Commit [0-9a-f]{8} Halve the pool$/.test(text)));
    await git('checkout', '-qb', 'pool');
    await workbench.run('Git: Refresh');
    await shows('the branch', (texts) => texts.includes('Branch main → pool'));
    await workbench.choosePick(() => workbench.run('Tasks: Run Task'), 'break');
    const scan = workbench.pick('Continue without scanning the task output');
    if (await scan.isVisible().catch(() => false)) await scan.click();
    await shows('the task', (texts) => texts.some((text) => /^Task break, failed, \d/.test(text)));
  });

  it('notes a debug session, once, with how long it took', async () => {
    await workbench.run('Debug: Start Debugging');
    await shows('the session', (texts) => texts.some((text) => text.startsWith('Debugging Run once')));
    await shows('its end', (texts) => texts.some((text) => /^Debugging Run once, \d/.test(text)));
    assert.equal((await events()).filter((text) => text.includes('Run once')).length, 1);
  });

  it('compares the service before and after one of them', async () => {
    const frame = await workbench.webview('.event-what');
    await frame.getByRole('button', { name: /Commit .* Halve the pool/ }).click();
    const rows = frame.locator('.around tbody tr');
    await rows.first().waitFor();
    const [p50 = '', , errors = ''] = await rows.allTextContents();
    assert.match(p50, /^health p50[\d.]+ [mµ]?s[\d.]+ [mµ]?s$/);
    assert.match(errors, /^health errors0 of \d+0 of \d+$/);
    assert.deepEqual(await seriousViolations(frame), []);
    for (const theme of ['light', 'dark'] as const) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await workbench.page.waitForTimeout(500);
      await workbench.screenshot(`timeline-editor-${theme}`);
    }
  });

  it('keeps them over a reload, and opens from the palette', async () => {
    await workbench.page.waitForTimeout(2_500);
    await workbench.closeEditors();
    await workbench.reload();
    await workbench.showServices();
    await workbench.waitForRow('api', ({ spoken }) => spoken.startsWith('service api: up'), 30_000);
    await workbench.choosePick(() => workbench.run('Watchpost: Show Timeline'), 'api');
    await shows('all of them', (texts) =>
      ['Saved src/pool.ts', 'Branch main → pool'].every((text) => texts.includes(text)),
    );
    assert.ok((await events()).some((text) => text.startsWith('Task break, failed')));
  });
});
