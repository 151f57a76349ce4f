/** What a run met, as far as assertions may ask for it; what is absent was not met. */
export interface Facts {
  /** HTTP's status, a command's exit code. */
  readonly status?: number;
  readonly body?: Uint8Array;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Whether a connection was made, or a program was started. */
  readonly connected: boolean;
  /** Unix milliseconds of the first certificate in the chain to expire. */
  readonly certificateExpiryMs?: number;
  /** The address that was talked to. */
  readonly ip?: string;
}

/** `Facts` with what is known once the run is over. */
export interface RunFacts extends Facts {
  readonly durationMs: number;
  /** Unix milliseconds. */
  readonly nowMs: number;
}
