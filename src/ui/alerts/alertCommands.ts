import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { printDuration } from '../../base/duration.ts';
import { ok } from '../../base/result.ts';
import { parseMatchers, printMatchers } from '../../config/matchers.ts';
import type { Silence } from '../../model/alert.ts';
import { askUntil } from '../askUntil.ts';
import { VIEWS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import type { QueryPanels } from '../query/queryPanels.ts';
import { toRange } from '../settings/settingsProblems.ts';
import type { AlertBook, ShownAlert } from './alertBook.ts';
import { alertStateWord, identityOf, runbookOf } from './alertRows.ts';
import type { AlertsTree } from './alertsTree.ts';

export interface AlertCommandsScene {
  readonly book: AlertBook;
  readonly tree: AlertsTree;
  readonly queries: QueryPanels;
  readonly clock: Clock;
  readonly engine: Pick<EngineClient, 'request'>;
  /** Whether silences are to be kept in an Alertmanager, too. */
  readonly hasAlertmanager: () => boolean;
}

/** What the commands about alerts do. Each takes a row of the view, an alert's id, or asks. */
export function createAlertCommands(scene: AlertCommandsScene) {
  const { book, tree, queries, clock } = scene;
  const chosen = async (row: unknown, title: string, among: (alert: ShownAlert) => boolean = () => true) => {
    // A row of the view, or an alert's own id.
    const known = typeof row === 'string' ? (book.find(row) ?? tree.alertOf(row)) : tree.alertOf(undefined);
    return known ?? pickAlert(book.all.filter(among), title);
  };
  return {
    showAlerts: () => vscode.commands.executeCommand(`${VIEWS.alerts}.focus`),
    groupAlertsBySeverity: () => tree.groupBy('severity'),
    groupAlertsByService: () => tree.groupBy('service'),
    openAlertRule: async (row: unknown) => {
      const alert = await chosen(row, vscode.l10n.t('Open the Rule of Which Alert?'));
      if (alert === undefined) return;
      const { uri, range } = alert.rule;
      // A rule of a Prometheus is shown by it.
      if (/^https?:/.test(uri)) {
        await vscode.env.openExternal(vscode.Uri.parse(uri, true));
        return;
      }
      const editor = await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: toRange(range) });
      editor.revealRange(toRange(range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    },
    openAlertQuery: async (row: unknown) => {
      const alert = await chosen(row, vscode.l10n.t('Open the Query of Which Alert?'));
      if (alert === undefined) return;
      // An Alertmanager's alert has none where who made it does not say.
      if (alert.rule.expr === '') {
        void vscode.window.showInformationMessage(vscode.l10n.t('Watchpost: the alert does not say its expression.'));
      } else await queries.show({ text: alert.rule.expr });
    },
    openRunbook: async (row: unknown) => {
      const alert = await chosen(
        row,
        vscode.l10n.t('Open the Runbook of Which Alert?'),
        (one) => runbookOf(one) !== undefined,
      );
      const address = alert && runbookOf(alert);
      if (address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
    },
    acknowledgeAlert: async (row: unknown) => {
      const alert = await chosen(row, vscode.l10n.t('Acknowledge Which Alert?'), ({ state }) => state !== 'resolved');
      if (alert === undefined) return;
      const note = await vscode.window.showInputBox({
        title: vscode.l10n.t('Acknowledge {0}', alert.rule.name),
        prompt: vscode.l10n.t('A note, if you like. It holds until the alert ends.'),
      });
      if (note !== undefined) await book.acknowledge(alert, note);
    },
    unacknowledgeAlert: async (row: unknown) => {
      const alert = await chosen(
        row,
        vscode.l10n.t('Call for Which Alert Again?'),
        (one) => one.acknowledged !== undefined,
      );
      if (alert !== undefined) await book.unacknowledge(alert);
    },
    silenceAlert: async (row: unknown) => {
      const alert = await chosen(row, vscode.l10n.t('Silence Which Alert?'), ({ state }) => state !== 'resolved');
      const silence = alert && (await askForSilence(alert, clock.now()));
      if (silence !== undefined) await keepSilence(scene, silence);
    },
    listSilences: () => listSilences(scene),
    copyAlert: async (row: unknown) => {
      const alert = await chosen(row, vscode.l10n.t('Copy Which Alert?'));
      if (alert !== undefined) await vscode.env.clipboard.writeText(alertText(alert));
    },
  };
}

/** An alert as JSON, with Alertmanager's names. */
export function alertText(alert: ShownAlert): string {
  const { state, labels, annotations, value, activeAtMs, resolvedAtMs, rule } = alert;
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  return JSON.stringify(
    {
      status: state,
      labels,
      annotations,
      value,
      startsAt: iso(activeAtMs),
      ...(resolvedAtMs !== undefined && { endsAt: iso(resolvedAtMs) }),
      expr: rule.expr,
    },
    undefined,
    2,
  );
}

async function pickAlert(alerts: readonly ShownAlert[], title: string): Promise<ShownAlert | undefined> {
  if (alerts.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Watchpost: there is no such alert now.'));
    return undefined;
  }
  const items = alerts.map((alert) => ({
    label: alert.labels['alertname'] ?? alert.rule.name,
    description: `${alertStateWord(alert.state)}  ${identityOf(alert.labels)}`,
    alert,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.alert;
}

async function askForSilence(alert: ShownAlert, nowMs: number): Promise<Silence | undefined> {
  const title = vscode.l10n.t('Silence {0}', alert.rule.name);
  const endsAtMs = await askUntil(title, nowMs);
  if (endsAtMs === undefined) return undefined;
  const proposed = Object.entries(alert.labels).map(([name, value]) => ({ name, op: '=', value }) as const);
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('All alerts with these labels are silenced. Take out what should not matter.'),
    value: printMatchers(proposed),
    validateInput: (value) => {
      const parsed = parseMatchers(value);
      return parsed.ok ? undefined : parsed.error;
    },
  });
  const matchers = text === undefined ? undefined : parseMatchers(text);
  return matchers?.ok === true ? { id: randomUUID(), matchers: matchers.value, endsAtMs, comment: '' } : undefined;
}

/** Keeps a silence here, and in the Alertmanager where there is one: what it does not take is said. */
async function keepSilence({ engine, book, hasAlertmanager }: AlertCommandsScene, silence: Silence): Promise<void> {
  await book.silence(silence);
  if (!hasAlertmanager()) return;
  const created = await engine.request('createSilence', [silence]);
  if (!created.ok) tellAlertmanager(created.error);
}

/** Lists the silences in force, here and in the Alertmanager; the one that is chosen is ended. */
async function listSilences({ engine, book, hasAlertmanager, clock }: AlertCommandsScene): Promise<void> {
  const theirs = hasAlertmanager() ? await engine.request('alertmanagerSilences', []) : ok([]);
  if (!theirs.ok) tellAlertmanager(theirs.error);
  const all = [
    ...book.silences.map((silence) => ({ silence, where: '', end: () => book.expire(silence.id) })),
    ...(theirs.ok ? theirs.value : []).map((silence) => ({
      silence,
      where: ` · Alertmanager${silence.comment === '' ? '' : `: ${silence.comment}`}`,
      end: async () => {
        const ended = await engine.request('expireSilence', [silence.id]);
        if (!ended.ok) tellAlertmanager(ended.error);
      },
    })),
  ];
  if (all.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Watchpost: nothing is silenced.'));
    return;
  }
  const nowMs = clock.now();
  const items = all.map(({ silence: { matchers, endsAtMs }, where, end }) => ({
    end,
    label: printMatchers(matchers),
    description:
      vscode.l10n.t('for another {0}', printDuration(Math.max(60_000, roundToMinute(endsAtMs - nowMs)))) + where,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Silences: choose one to end it'),
    matchOnDescription: true,
  });
  await chosen?.end();
}

function tellAlertmanager(error: string): void {
  const message = vscode.l10n.t('Watchpost: the Alertmanager did not do it: {0}', error);
  void vscode.window.showWarningMessage(withoutLinks(message));
}

function roundToMinute(ms: number): number {
  return Math.round(ms / 60_000) * 60_000;
}
