import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';

/** What the page keeps while it is hidden. */
export interface PageState {
  /** For the editor, which finds the service of a panel again by it after a reload of the window. */
  readonly serviceId: string;
  readonly range: RangeName;
  readonly frozen: boolean;
  readonly filter: string;
  readonly scrollY: number;
}

/** Reads the state that was kept for a service's page; whatever is missing or of another shape is as at first. */
export function readPageState(kept: unknown, serviceId: string): PageState {
  const { range, frozen, filter, scrollY } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<
    string,
    unknown
  >;
  return {
    serviceId,
    range: typeof range === 'string' && Object.hasOwn(RANGES_MS, range) ? (range as RangeName) : '15m',
    frozen: frozen === true,
    filter: typeof filter === 'string' ? filter : '',
    scrollY: typeof scrollY === 'number' && scrollY > 0 ? scrollY : 0,
  };
}
