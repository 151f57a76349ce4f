import './logs.css';
import type { LogHostSide, LogPageSide, OpenedLogs } from '../../protocol/logPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { LogPage } from './logPage.ts';

/** The entry of the log view's page: wiring only. */
function main(): void {
  const { root, api, start, channelOptions } = openPage(window);
  const channel = new Channel<LogPageSide, LogHostSide>(channelOptions);
  new LogPage({ root, api, channel, opened: start as OpenedLogs | null }).start();
}

main();
