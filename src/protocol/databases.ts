import type { DatabaseNumbers } from '../model/database.ts';

/** What the engine answers about databases that are watched, without asking them: from the series of their probes. */
export interface DatabaseRequests {
  /** The numbers of these probes' databases; of what is no database of a probe, none. */
  databaseNumbers(probeIds: readonly string[]): readonly DatabaseNumbers[];
}
