import * as vscode from 'vscode';
import { parseDuration } from '../base/duration.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAX_MS = 90 * 24 * HOUR_MS;

/** Asks until when something is to be quiet; Unix milliseconds, or undefined where the user left. */
export async function askUntil(title: string, nowMs: number): Promise<number | undefined> {
  const choices = [
    { label: vscode.l10n.t('For 15 minutes'), untilMs: nowMs + 15 * MINUTE_MS },
    { label: vscode.l10n.t('For 1 hour'), untilMs: nowMs + HOUR_MS },
    { label: vscode.l10n.t('For 4 hours'), untilMs: nowMs + 4 * HOUR_MS },
    { label: vscode.l10n.t('Until tomorrow, 9:00'), untilMs: tomorrowAtNine(nowMs) },
    { label: vscode.l10n.t('For another time…'), untilMs: undefined },
  ];
  const choice = await vscode.window.showQuickPick(choices, { title });
  return choice === undefined ? undefined : (choice.untilMs ?? askForEnd(title, nowMs));
}

async function askForEnd(title: string, nowMs: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('How long? For example 30m, 2h or 1d; 90d at most.'),
    validateInput: (value) =>
      lastsMs(value) === undefined ? vscode.l10n.t('Write a duration such as 30m, 2h or 1d; 90d at most.') : undefined,
  });
  const ms = text === undefined ? undefined : lastsMs(text);
  return ms === undefined ? undefined : nowMs + ms;
}

function lastsMs(text: string): number | undefined {
  const ms = parseDuration(text.trim());
  return ms === undefined || ms <= 0 || ms > MAX_MS ? undefined : ms;
}

function tomorrowAtNine(nowMs: number): number {
  const date = new Date(nowMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, 9).getTime();
}
