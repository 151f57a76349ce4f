import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './guard.ts';

export interface OwnedFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new temporary folder that goes with `remove()`, or with this process however it ends. */
export async function ownedFolder(purpose: string): Promise<OwnedFolder> {
  const path = await mkdtemp(join(tmpdir(), `watchpost-${purpose}-`));
  const callOff = guard({ folder: path });
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      callOff();
    },
  };
}
