import assert from 'node:assert/strict';
import { readDashboard } from '../../../src/engine/dashboards/readDashboard.ts';
import type { Dashboard, DashboardPanel } from '../../../src/model/dashboard.ts';

/** The dashboard of a file with this in it. */
export function read(json: unknown): Dashboard {
  const answer = readDashboard(JSON.stringify(json));
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.dashboard;
}

export function panelsOf(panels: readonly unknown[], more: object = {}): readonly DashboardPanel[] {
  return read({ title: 'test', ...more, panels }).panels;
}

/** A panel as the only one of its dashboard. */
export function panelOf(panel: unknown, more: object = {}): DashboardPanel {
  const [only] = panelsOf([panel], more);
  assert.ok(only !== undefined);
  return only;
}
