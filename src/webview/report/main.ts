import './report.css';
import type { ReportHostSide, ReportPageSide } from '../../protocol/reportPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { ReportPage } from './reportPage.ts';

/** The entry of the report panel's page: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<ReportPageSide, ReportHostSide>(channelOptions);
  void new ReportPage(root, channel, api).start();
}

main();
