import './activity.css';
import type { ActivityHostSide, ActivityPageSide } from '../../protocol/activity.ts';
import { Channel } from '../../protocol/rpc.ts';
import { type VsCodeApi, vscodePort } from '../vscodePort.ts';
import { ActivityPage } from './activityPage.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** The entry of the activity panel's page: wiring only. */
function main(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const channel = new Channel<ActivityPageSide, ActivityHostSide>({
    port: vscodePort(acquireVsCodeApi(), window),
    requests: {},
    onBug: (error, where) => console.error(`${where}:`, error),
  });
  void new ActivityPage(root, channel, window).start();
}

main();
