import 'uplot/dist/uPlot.min.css';
import './redis.css';
import type { RedisHostSide, RedisPageSide } from '../../protocol/redisLive.ts';
import { Channel } from '../../protocol/rpc.ts';
import { openPage } from '../openPage.ts';
import { RedisPage } from './redisPage.ts';

/** The entry of the page of a running Redis: wiring only. */
function main(): void {
  const { root, api, channelOptions } = openPage(window);
  const channel = new Channel<RedisPageSide, RedisHostSide>(channelOptions);
  void new RedisPage({ root, channel, api, page: window }).start();
}

main();
