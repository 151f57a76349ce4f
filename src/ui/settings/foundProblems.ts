// What is wrong with the settings beyond their text: loaded together, when there may be something to say.
export { wrongSignals } from '../metrics/wrongSignals.ts';
export { missingSecrets } from '../secrets/missingSecrets.ts';
