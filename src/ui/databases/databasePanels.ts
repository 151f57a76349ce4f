import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { activityPanel } from '../activity/activityPanel.ts';
import { type LiveKind, LivePanels } from '../activity/livePanels.ts';
import { redisPanel } from '../activity/redisPanel.ts';
import { ACTIVITY_PANEL_TYPE, REDIS_PANEL_TYPE } from '../contributions.ts';
import { ReportPanels, type ReportPanelsOptions } from '../report/reportPanels.ts';

const ACTIVITY: LiveKind = {
  engine: 'postgres',
  panelType: ACTIVITY_PANEL_TYPE,
  title: (name) => vscode.l10n.t('{0}: activity', name),
  none: (name) => vscode.l10n.t('{0} has no PostgreSQL: give it a "postgres" setting.', name),
  make: activityPanel,
};

const REDIS: LiveKind = {
  engine: 'redis',
  panelType: REDIS_PANEL_TYPE,
  title: (name) => vscode.l10n.t('{0}: Redis', name),
  none: (name) => vscode.l10n.t('{0} has no Redis: give it a "redis" setting.', name),
  make: redisPanel,
};

/** All panels about databases; loaded when the first one is opened. */
export class DatabasePanels implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly reports: ReportPanels;
  readonly activity: LivePanels;
  readonly redis: LivePanels;

  constructor(options: ReportPanelsOptions) {
    this.reports = this.#store.own(new ReportPanels(options));
    this.activity = this.#store.own(new LivePanels(ACTIVITY, options));
    this.redis = this.#store.own(new LivePanels(REDIS, options));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
