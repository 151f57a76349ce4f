import { SIGNAL_GROUPS } from '../../model/signal.ts';
import type { FoundSignal, JobMetrics, SignalFinder } from './finder.ts';
import { errors } from './finders/errors.ts';
import { latency } from './finders/latency.ts';
import { cpu, eventLoopLag, gcTime, memory, openFiles } from './finders/process.ts';
import { hitRatio, poolUse, queues } from './finders/resources.ts';
import { traffic } from './finders/traffic.ts';

/** The finders, in the order in which their signals are shown within a group. */
const FINDERS: readonly SignalFinder[] = [
  traffic,
  errors,
  latency,
  cpu,
  memory,
  eventLoopLag,
  openFiles,
  poolUse,
  queues,
  hitRatio,
  gcTime,
];

/** The golden signals that a job's metrics can tell, each name once. */
export function findSignals(metrics: JobMetrics): FoundSignal[] {
  const byName = new Map<string, FoundSignal>();
  for (const find of FINDERS)
    for (const signal of find(metrics)) if (!byName.has(signal.name)) byName.set(signal.name, signal);
  const place = ({ group }: FoundSignal): number => SIGNAL_GROUPS.indexOf(group);
  return [...byName.values()].sort((a, b) => place(a) - place(b));
}
