import './logs.css';
import type { LogHostSide, LogPageSide } from '../../protocol/logPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { type VsCodeApi, vscodePort } from '../vscodePort.ts';
import { LogPage } from './logPage.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** The entry of the log view's page: wiring only. */
function main(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const api = acquireVsCodeApi();
  const channel = new Channel<LogPageSide, LogHostSide>({
    port: vscodePort(api, window),
    requests: {},
    onBug: (error, where) => console.error(`${where}:`, error),
  });
  new LogPage({ root, api, channel }).start();
}

main();
