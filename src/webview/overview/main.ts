import './overview.css';
import type { OverviewHostSide, OverviewPageSide } from '../../protocol/overview.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { OverviewPage } from './overviewPage.ts';

/** The entry of the overview's page: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<OverviewPageSide, OverviewHostSide>(channelOptions);
  new OverviewPage(root, window, api, channel).start();
}

main();
