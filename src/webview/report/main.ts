import './report.css';
import type { ReportHostSide, ReportPageSide } from '../../protocol/reportPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { type VsCodeApi, vscodePort } from '../vscodePort.ts';
import { ReportPage } from './reportPage.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** The entry of the report panel's page: wiring only. */
function main(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const channel = new Channel<ReportPageSide, ReportHostSide>({
    port: vscodePort(acquireVsCodeApi(), window),
    requests: {},
    onBug: (error, where) => console.error(`${where}:`, error),
  });
  void new ReportPage(root, channel).start();
}

main();
