import 'uplot/dist/uPlot.min.css';
import './service.css';
import { Channel } from '../../protocol/rpc.ts';
import type { PanelHostSide, PanelPageSide } from '../../protocol/webview.ts';
import { type VsCodeApi, vscodePort } from '../vscodePort.ts';
import { ServicePage } from './servicePage.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** The entry of the service panel's page: wiring only. */
function main(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const api = acquireVsCodeApi();
  const channel = new Channel<PanelPageSide, PanelHostSide>({
    port: vscodePort(api, window),
    requests: {},
    onBug: (error, where) => console.error(`${where}:`, error),
  });
  new ServicePage(root, window, api, channel).start();
}

main();
