import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import {
  NOTIFICATION_TARGETS,
  type NotificationTargets,
  type ToldAlert,
  type ToldTarget,
} from '../../model/notification.ts';
import type { Labels } from '../../model/series.ts';
import type { AlertSettings } from '../../config/readAlerts.ts';
import type { EngineClient } from '../engine/engineClient.ts';

const KEY = 'alerts.toldBeyond';

export interface AlertTargetsOptions {
  readonly engine: Pick<EngineClient, 'setPrometheus' | 'setAlertmanager' | 'setNotifications' | 'onAlertsTold'>;
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Where the settings have alerts sent, and from where they have them listed. What was told is kept, so that nothing is told twice. */
export class AlertTargets implements vscode.Disposable {
  readonly #options: AlertTargetsOptions;
  readonly #told: Disposable;
  #targets: NotificationTargets = {};

  constructor(options: AlertTargetsOptions) {
    this.#options = options;
    this.#told = options.engine.onAlertsTold((told) => {
      this.#keep(told).catch((error: unknown) => options.onBug(error, 'keeping what was told'));
    });
  }

  apply({ prometheus, alertmanager, webhook, slack }: AlertSettings, isTrusted: boolean): void {
    const { engine, memento } = this.#options;
    engine.setPrometheus(prometheus === '' ? undefined : prometheus);
    engine.setAlertmanager(alertmanager === '' ? undefined : alertmanager);
    // Without the user's trust nobody outside is told of anything.
    this.#targets = isTrusted ? { ...(webhook !== 'none' && { webhook }), ...(slack !== 'none' && { slack }) } : {};
    engine.setNotifications(this.#targets, readTold(memento));
  }

  dispose(): void {
    this.#told.dispose();
  }

  /** Keeps what an engine told a target; the engine after it is given it. */
  async #keep({ target, told }: ToldTarget): Promise<void> {
    const { engine, memento } = this.#options;
    const all = [...readTold(memento).filter((one) => one.target !== target), ...told];
    await memento.update(KEY, all);
    engine.setNotifications(this.#targets, all);
  }
}

/** What was told beyond the editor, as the workspace has it kept: nothing of it is trusted to be well formed. */
export function readTold(memento: Pick<vscode.Memento, 'get'>): readonly ToldAlert[] {
  const stored: unknown = memento.get(KEY);
  return Array.isArray(stored) ? stored.flatMap(readOne) : [];
}

function readOne(raw: unknown): ToldAlert[] {
  if (!isObject(raw)) return [];
  const { target, key, atMs, resolved, labels, annotations, startsAtMs } = raw as Record<string, unknown>;
  const known = NOTIFICATION_TARGETS.find((one) => one === target);
  if (known === undefined || typeof key !== 'string' || typeof resolved !== 'boolean') return [];
  if (typeof atMs !== 'number' || typeof startsAtMs !== 'number' || !isLabels(labels) || !isLabels(annotations))
    return [];
  return [{ target: known, key, atMs, resolved, labels, annotations, startsAtMs }];
}

function isLabels(raw: unknown): raw is Labels {
  return isObject(raw) && Object.values(raw).every((value) => typeof value === 'string');
}

function isObject(raw: unknown): raw is object {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
