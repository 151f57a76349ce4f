import 'uplot/dist/uPlot.min.css';
import './dashboard.css';
import type { DashboardHostSide, DashboardPageSide } from '../../protocol/dashboard.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { DashboardPage } from './dashboardPage.ts';

/** The entry of a dashboard's page: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<DashboardPageSide, DashboardHostSide>(channelOptions);
  new DashboardPage({ root, page: window, api, channel, now: () => Date.now() }).start();
}

main();
