// Services for which nobody is called, in the real VS Code: told of when they change, snoozed, acknowledged, waiting for what
// they depend on, in maintenance; listed, undone, and kept over a reload.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

const DOWN = { code: 503, body: { status: 'down', reason: 'the disk is full' } };
const UP = { code: 200, body: { status: 'ok' } };

describe('services for which nobody is called, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let backend: Loopback;

  before(async function () {
    await need(this, 'chromium');
    backend = await startLoopback();
    const health = (name: string) => `${backend.origin}/${name}`;
    editor = await Editor.start();
    workspace = await editor.workspace('handling', {
      'workbench.colorTheme': THEMES.light,
      'watchpost.interval': '1s',
      'watchpost.failureThreshold': 1,
      'watchpost.notify.status': 'down',
      'watchpost.services': {
        database: { health: health('database') },
        api: { health: health('api'), dependsOn: ['database'] },
        mail: { health: health('mail') },
        batch: { health: health('batch') },
      },
      'watchpost.maintenance': [{ name: 'nightly', services: ['batch'], cron: '* * * * *', duration: '1h' }],
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.allRowsUp(['database', 'api', 'mail']);
    // The first status of a service is no change: until then it must have been seen.
    await workbench.page.waitForTimeout(4_000);
  });
  after(async () => {
    await editor?.stop();
    await backend?.stop();
  });
  afterEach(tellFailure(() => workbench));

  /** While rows come and go the editor finds none for a command, for as long as a message takes to it and back. */
  const settled = (): Promise<void> => workbench.page.waitForTimeout(700);
  const told = async (text: string): Promise<void> => {
    await workbench.run('Notifications: Show Notifications');
    await workbench.until(text, async () => (await workbench.notifications()).some((one) => one.includes(text)));
  };
  const say = (name: string, answer: typeof DOWN | typeof UP): void => void backend.answers.set(`/${name}`, answer);

  it('tells when a service goes down and when it is up again', async () => {
    say('mail', DOWN);
    await workbench.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: down'));
    await told('mail is down');
    await workbench.screenshot('handling-notification');
    say('mail', UP);
    await told('mail is up again after');
    await workbench.dismissNotifications();
  });

  it('says of a service that waits for one that is down so, and tells of the cause alone', async () => {
    say('database', DOWN);
    say('api', DOWN);
    await workbench.waitForRow('api', ({ description }) => description.startsWith('database is down'));
    await told('database is down');
    const texts = await workbench.notifications();
    assert.ok(!texts.some((text) => text.includes('api')), texts.join('\n'));
    await workbench.until('the badge', async () => /^1\b/.test(await workbench.badge()));
    await workbench.until('the status bar', async () => (await workbench.statusBar()).includes('database down'));
    await workbench.dismissNotifications();
  });

  it('snoozes from the row, until then', async () => {
    await settled();
    await workbench.choosePick(() => workbench.rowMenu('database', 'Snooze…'), 'For 1 hour');
    await workbench.waitForRow('database', ({ description }) => description.startsWith('snoozed until'));
    await workbench.until('the status bar', async () => (await workbench.statusBar()).startsWith('2 down · 2 up'));
    await workbench.until('no badge', async () => (await workbench.badge()) === '');
  });

  it('shows what is in maintenance', async () => {
    await workbench.waitForRow('batch', ({ description }) => description.startsWith('nightly until'));
  });

  it('acknowledges what fails, with a note, and shows both in the panel', async () => {
    say('mail', DOWN);
    await workbench.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: down'));
    await settled();
    await workbench.rowMenu('mail', 'Acknowledge…');
    await workbench.answer('ticket 4711 <b>');
    await workbench.waitForRow('mail', ({ description }) => description.startsWith('acknowledged: ticket 4711 <b>'));
    await settled();
    await workbench.rowMenu('mail', 'Open Panel');
    const frame = await workbench.webview('.header-handling');
    await workbench.until('the panel', async () =>
      (await frame.locator('.header-handling').innerText()).includes('ticket 4711 <b>'),
    );
  });

  it('looks like it belongs, in each theme', async () => {
    for (const theme of ['light', 'dark', 'contrast'] as const) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await workbench.screenshot(`handling-${theme}`);
    }
  });

  it('keeps all of it over a reload', async () => {
    await workbench.closeEditors();
    await workbench.reload();
    await workbench.showServices();
    await workbench.waitForRow('database', ({ description }) => description.startsWith('snoozed until'), 30_000);
    await workbench.waitForRow('mail', ({ description }) => description.startsWith('acknowledged: ticket'));
    await workbench.waitForRow('api', ({ description }) => description.startsWith('database is down'));
  });

  it('lists what is quiet, and ends what is chosen', async () => {
    await workbench.openPicks(() => workbench.run('Watchpost: Show Paused and Snoozed Services'), 'snoozed until');
    await workbench.pick('acknowledged: ticket').waitFor();
    await workbench.pick('nightly until').waitFor();
    await workbench.screenshot('handling-list');
    await workbench.pick('snoozed until').click();
    await workbench.waitForRow('database', ({ description }) => !description.startsWith('snoozed'));
  });

  it('ends a snooze by the button of the row, and an acknowledgement by itself when all is well', async () => {
    await settled();
    await workbench.choosePick(() => workbench.rowMenu('database', 'Snooze…'), 'For 15 minutes');
    await workbench.waitForRow('database', ({ description }) => description.startsWith('snoozed until'));
    await settled();
    await workbench.rowButton('database', 'End Snooze or Acknowledgement');
    await workbench.waitForRow('database', ({ description }) => !description.startsWith('snoozed'));
    for (const name of ['mail', 'api', 'database']) say(name, UP);
    await workbench.allRowsUp(['database', 'api', 'mail']);
    // What changes within three seconds is one change.
    await workbench.page.waitForTimeout(4_000);
    say('mail', DOWN);
    await workbench.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: down'));
    await workbench.waitForRow('mail', ({ description }) => !description.startsWith('acknowledged'));
  });

  it('shows no more notifications of a service of which the user does not want to hear', async () => {
    await told('mail is down');
    await workbench.answerNotification(/mail is down/, "Don't Show for This Service");
    await workbench.dismissNotifications();
    say('mail', UP);
    await workbench.allRowsUp(['mail']);
    await workbench.page.waitForTimeout(4_000);
    say('mail', DOWN);
    await workbench.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: down'));
    await workbench.page.waitForTimeout(4_000);
    await workbench.run('Notifications: Show Notifications');
    assert.deepEqual(
      (await workbench.notifications()).filter((text) => text.includes('mail')),
      [],
    );
    await workbench.page.keyboard.press('Escape');
    await workbench.choosePick(() => workbench.run('Watchpost: Show Paused and Snoozed Services'), 'no notifications');
    say('mail', UP);
    await workbench.allRowsUp(['mail']);
    await workbench.page.waitForTimeout(4_000);
    say('mail', DOWN);
    await told('mail is down');
  });

  it('looks more seldom while the user is elsewhere, and at once when they come back', async () => {
    await workspace.write({ 'watchpost.unfocusedInterval': '10m' });
    const page = workbench.page;
    const setFocused = (isFocused: boolean): Promise<void> =>
      page.evaluate((focused) => {
        document.hasFocus = () => focused;
        window.dispatchEvent(new Event(focused ? 'focus' : 'blur'));
      }, isFocused);
    const runsIn = async (ms: number): Promise<number> => {
      const before = backend.count('/api');
      await page.waitForTimeout(ms);
      return backend.count('/api') - before;
    };
    assert.ok((await runsIn(3_500)) >= 2);
    await setFocused(false);
    await page.waitForTimeout(1_000);
    assert.equal(await runsIn(4_000), 0);
    await setFocused(true);
    assert.ok((await runsIn(3_000)) >= 2);
  });
});
