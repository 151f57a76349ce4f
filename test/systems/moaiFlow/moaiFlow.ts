import { rename, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startLoad } from '../load.ts';
import { SampleService } from '../sampleService.ts';
import type { RunningService, SampleSystem } from '../sampleSystem.ts';
import { createExporter } from './exporter.ts';
import { createPythonLog } from './pythonLog.ts';
import { openSwarmDb } from './swarmDb.ts';

/** MoAI-Flow: health as a command, metrics as Python's client writes them, a SQLite file and Python's JSON logs. */
export const moaiFlow: SampleSystem = {
  needs: [],
  async start(context) {
    const file = join(context.folder, 'swarm.db');
    const faultFile = join(context.folder, 'fault');
    const database = openSwarmDb(file);
    const log = createPythonLog(join(context.logsFolder, 'moai-flow.log'));
    const exporter = createExporter(database, file);
    const script = join(import.meta.dirname, 'healthCheck.ts');
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', script, context.folder];

    const http: SampleService = await SampleService.start({
      name: 'moai-flow',
      app: exporter.app,
      watched: ['/metrics'],
      failing: { body: '' },
      info(origin) {
        const urls = { metrics: `${origin}/metrics` };
        const logs = [{ file: join(context.logsFolder, 'moai-flow.log') }];
        // The guide's readiness probe has a timeout of 5 seconds, as ours unless told, and fails after three failures.
        const settings = {
          group: 'MoAI-Flow',
          environment: 'local',
          command: { command, failureThreshold: 3 },
          metrics: urls.metrics,
          logs,
        };
        return { urls, settings, secrets: [] };
      },
      faults: {
        databaseGone: {
          about: 'the database file is gone',
          on: () => rename(file, `${file}.away`),
          off: () => rename(`${file}.away`, file),
        },
      },
    });
    // The command runs in a process of its own: it reads the fault from a file.
    const service: RunningService = {
      get info() {
        return http.info;
      },
      async fault(name) {
        const known = await http.fault(name);
        if (known) await writeFile(faultFile, name);
        return known;
      },
      async clear() {
        await rm(faultFile, { force: true });
        await http.clear();
      },
      stop: () => http.stop(),
    };
    const load = startLoad(http.origin, 3, () => ({ method: 'POST', path: '/event' }));
    const timer = setInterval(() => log.random(), 1_000);
    return {
      services: [service],
      async stop() {
        clearInterval(timer);
        load.stop();
        await http.stop();
        database.close();
      },
    };
  },
};
