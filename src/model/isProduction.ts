import type { ServiceState } from './state.ts';

/** Whether a service runs where a mistake costs most: `production`, `prod`, `prod-eu`. */
export function isProduction({ environment }: Pick<ServiceState, 'environment'>): boolean {
  return environment !== undefined && /^prod/i.test(environment);
}
