import { dirname, join } from 'node:path';
import type { Config } from '../../model/service.ts';
import type { PushBeats } from './pushBeat.ts';
import type { PushListener, PushListenerOptions } from './pushListener.ts';

/** Hears the calls of jobs, from the first configuration on that has a job call; until then nothing of it is loaded. */
export function createPushHandlers(
  options: Omit<PushListenerOptions, 'file'> & {
    /** What is kept lies beside it. */
    readonly historyFile: string | undefined;
    readonly heard: (beats: PushBeats) => void;
  },
) {
  const { historyFile, heard, ...rest } = options;
  let listener: Promise<PushListener> | undefined;
  return {
    async configure({ services }: Config): Promise<void> {
      const ids = services.flatMap(({ probes }) => probes.filter(({ kind }) => kind === 'push').map(({ id }) => id));
      if (listener === undefined && ids.length === 0) return;
      listener ??= import('./pushListener.ts').then((module) => {
        const file = historyFile === undefined ? undefined : join(dirname(historyFile), 'push.json');
        const created = new module.PushListener({ ...rest, ...(file !== undefined && { file }) });
        heard(created);
        return created;
      });
      await (await listener).configure(ids);
    },
    pushAddress: async (probeId: string): Promise<string | undefined> => (await listener)?.address(probeId),
    dispose: async (): Promise<void> => (await listener)?.end(),
  };
}
