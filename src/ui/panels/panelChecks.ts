import type { ServiceState } from '../../model/state.ts';
import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';

/** A range that a page asked for, or undefined where it is none of those that there are. */
export function checkRange(value: unknown): RangeName | undefined {
  return typeof value === 'string' && Object.hasOwn(RANGES_MS, value) ? (value as RangeName) : undefined;
}

/** A flag that a page sent: only `true` is yes. */
export function checkFlag(value: unknown): boolean {
  return value === true;
}

/** A moment in Unix milliseconds that a page sent, or undefined where it is none. */
export function checkMoment(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15 ? value : undefined;
}

/** A probe id that a page sent, or undefined where the service has no such probe. */
export function checkProbeId(value: unknown, service: ServiceState | undefined): string | undefined {
  return service?.probes.find((probe) => probe.id === value)?.id;
}

/** The name of a golden signal that a page sent, or undefined where the service has no such signal. */
export function checkSignal(value: unknown, service: ServiceState | undefined): string | undefined {
  return service?.signals?.find((signal) => signal.name === value)?.name;
}

/** The service that a page's kept state names, or undefined where the state is not one of ours. */
export function checkPanelState(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('serviceId' in value)) return undefined;
  const { serviceId } = value;
  return typeof serviceId === 'string' && serviceId !== '' && serviceId.length <= 1_000 ? serviceId : undefined;
}
