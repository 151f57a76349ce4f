import type { Host } from '../host.ts';
import type { SecretStore } from '../secrets/secretStore.ts';
import type { Settings } from './settings.ts';
import { SettingsProblems } from './settingsProblems.ts';

/**
 * What is wrong with the settings, at their lines: as they are read, secrets that are yet to be typed in, and signals whose query
 * fails. Gives what shows it anew after a reading; when secrets or signals change, that is done here.
 */
export function createSettingsProblems(host: Host, settings: Settings, secrets: SecretStore): () => Promise<void> {
  const { engine, extension, log, own, caught } = host;
  const shown = own(new SettingsProblems(extension.globalStorageUri));
  let wrongBefore = '[]';

  const show = async (): Promise<void> => {
    const { output } = settings;
    if (output === undefined) return;
    const { missingSecrets, wrongSignals } = await import('./foundProblems.ts');
    const problems = [
      ...output.problems,
      ...missingSecrets(output.secrets, await secrets.getAll(output.secrets.map(({ name }) => name))),
      ...wrongSignals(output.config.services, engine.services),
    ];
    for (const { code, message, severity } of await shown.show(problems)) {
      if (severity !== 'info') log.warn(`settings: ${message} (${code}; in no file that can be read)`);
    }
  };
  /** Shows them anew where other queries of the settings fail than before. */
  const signalsChanged = async (): Promise<void> => {
    const { wrongSignals } = await import('./foundProblems.ts');
    const wrong = JSON.stringify(wrongSignals(settings.output?.config.services ?? [], engine.services));
    if (wrong === wrongBefore) return;
    wrongBefore = wrong;
    await show();
  };

  own(secrets.onDidChange(() => caught(show(), 'showing missing secrets')));
  own(engine.onDidChangeServices(() => caught(signalsChanged(), 'showing the problems of signals')));
  return show;
}
