import type { SecretValue } from '../../src/protocol/engine.ts';
import type { ToolName } from '../support/provision/tools.ts';
import type { Database } from './sampleDatabase.ts';
import type { Cache } from './sampleCache.ts';

/** What one entry of `watchpost.services` needs, and what can be made to fail. Plain data: it crosses to the tests. */
export interface ServiceInfo {
  readonly name: string;
  /** The addresses by settings key: `health`, `metrics`, `cacheStats`, `tcp`, `postgres` (with password), `redis`. */
  readonly urls: Readonly<Record<string, string>>;
  /** The entry itself; secrets as `${secret:NAME}`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: readonly SecretValue[];
  /** What `fault` knows, each with half a sentence. */
  readonly faults: Readonly<Record<string, string>>;
}

/** A fault that is more than another answer. */
export interface FaultSwitch {
  readonly about: string;
  on(): void | Promise<void>;
  off(): void | Promise<void>;
}

export interface RunningService {
  readonly info: ServiceInfo;
  /** Switches a fault on in place of the one before; false where it is unknown. */
  fault(name: string): Promise<boolean>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** What a system gets to run with. */
export interface SystemContext {
  /** A folder of its own for whatever it keeps. */
  readonly folder: string;
  /** Where its logs go. */
  readonly logsFolder: string;
  /** A database of its own on a real PostgreSQL, behind a proxy that can be shut. */
  database(name: string, role: string): Promise<Database>;
  /** A real Redis of its own, behind a proxy that can be shut. */
  cache(password?: string): Promise<Cache>;
}

export interface RunningSystem {
  readonly services: readonly RunningService[];
  stop(): Promise<void>;
}

/** One of the sample systems. Adding one: a folder with it, a line in `registry.ts`, a test beside it. */
export interface SampleSystem {
  /** The programs without which it does not run. */
  readonly needs: readonly ToolName[];
  start(context: SystemContext): Promise<RunningSystem>;
}
