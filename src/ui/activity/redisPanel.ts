import type * as vscode from 'vscode';
import type { RedisHostSide } from '../../protocol/redisLive.ts';
import { checkFlag } from '../panels/panelChecks.ts';
import { manageTrust } from '../panels/restricted.ts';
import { checkMonitorSeconds } from './activityChecks.ts';
import { livePanel, type LivePanelOptions, openedPanel, orWhyNot } from './livePanel.ts';
import { monitorRedis } from './monitorRedis.ts';

const TIMEOUT_MS = 30_000;
/** PINGs of one look, a hundredth of a second apart. */
const PINGS = 50;

/** The panel of a running Redis. The page looks as long as it is shown; MONITOR is run on the user's word only. */
export function redisPanel(panel: vscode.WebviewPanel, options: LivePanelOptions): vscode.Disposable {
  const { engine, serviceId, probeId } = options;
  return livePanel<RedisHostSide>(panel, 'redis', options, {
    open: () => openedPanel(options),
    manageTrust,
    look: (withLatency, signal) => {
      const pings = checkFlag(withLatency) ? PINGS : 0;
      return orWhyNot(options, () => engine.request('redisLook', [probeId, pings], { timeoutMs: TIMEOUT_MS, signal }));
    },
    monitor: async (rawSeconds) => {
      const [seconds, service] = [checkMonitorSeconds(rawSeconds), engine.services.get(serviceId)];
      if (seconds === undefined || service === undefined) return undefined;
      return monitorRedis(engine, service, probeId, seconds);
    },
  });
}
