import 'uplot/dist/uPlot.min.css';
import './query.css';
import type { QueryHostSide, QueryPageSide } from '../../protocol/queryPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { type VsCodeApi, vscodePort } from '../vscodePort.ts';
import { QueryPage } from './queryPage.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** The entry of the query panel's page: wiring only. */
function main(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const api = acquireVsCodeApi();
  const channel = new Channel<QueryPageSide, QueryHostSide>({
    port: vscodePort(api, window),
    requests: {},
    onBug: (error, where) => console.error(`${where}:`, error),
  });
  new QueryPage({ root, page: window, api, channel, now: () => Date.now() }).start();
}

main();
