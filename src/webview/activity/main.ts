import './activity.css';
import type { ActivityHostSide, ActivityPageSide } from '../../protocol/activity.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { ActivityPage } from './activityPage.ts';

/** The entry of the activity panel's page: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<ActivityPageSide, ActivityHostSide>(channelOptions);
  void new ActivityPage(root, channel, api, window).start();
}

main();
