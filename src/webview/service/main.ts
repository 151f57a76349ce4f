import 'uplot/dist/uPlot.min.css';
import './service.css';
import { Channel } from '../../protocol/rpc.ts';
import type { PanelHostSide, PanelPageSide } from '../../protocol/webview.ts';
import { openPage } from '../openPage.ts';
import { ServicePage } from './servicePage.ts';

/** The entry of the service panel's page: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<PanelPageSide, PanelHostSide>(channelOptions);
  new ServicePage(root, window, api, channel).start();
}

main();
