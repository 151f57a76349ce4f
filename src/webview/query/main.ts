import 'uplot/dist/uPlot.min.css';
import './query.css';
import type { QueryHostSide, QueryPageSide } from '../../protocol/queryPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { QueryPage } from './queryPage.ts';

/** The entry of the query panel's page: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<QueryPageSide, QueryHostSide>(channelOptions);
  new QueryPage({ root, page: window, api, channel, now: () => Date.now() }).start();
}

main();
