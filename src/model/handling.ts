/**
 * Why nobody is called for a service that is not well ("handled", as Icinga has it). Its status stays what it is and is
 * shown; what is left out are the alarms. Times are Unix milliseconds.
 */
export type Handling =
  /** A maintenance window of the settings. */
  | { readonly kind: 'maintenance'; readonly name: string; readonly untilMs: number }
  | { readonly kind: 'snoozed'; readonly untilMs: number }
  /** Somebody knows; it holds until the service is up again. */
  | { readonly kind: 'acknowledged'; readonly note: string; readonly atMs: number }
  /** A service that it depends on is down: the one at the end of the chain. */
  | { readonly kind: 'dependency'; readonly serviceId: string; readonly reason: string };

export interface Snooze {
  readonly serviceId: string;
  readonly untilMs: number;
}

export interface Acknowledgement {
  readonly serviceId: string;
  readonly note: string;
  readonly atMs: number;
}

/** What the user made of services by hand. */
export interface UserHandling {
  readonly snoozed: readonly Snooze[];
  readonly acknowledged: readonly Acknowledgement[];
}

/** When and for which services a maintenance window is. What names none is for all services. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly services: readonly string[];
  readonly groups: readonly string[];
  readonly environments: readonly string[];
  readonly when:
    | { readonly fromMs: number; readonly toMs: number }
    /** A cron expression of five fields, in the IANA time zone; absent: the machine's. */
    | { readonly cron: string; readonly durationMs: number; readonly timeZone?: string };
}
