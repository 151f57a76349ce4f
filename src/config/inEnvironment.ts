import type { ConfigOutput } from './readConfig.ts';

/** The environments of the services, as the settings order them. */
export function environmentsOf({ config }: ConfigOutput): readonly string[] {
  return [...new Set(config.services.flatMap(({ environment }) => environment ?? []))];
}

/** The settings with the services of one environment, and those that are in none; all where it is not there. */
export function inEnvironment(output: ConfigOutput, environment: string | undefined): ConfigOutput {
  if (environment === undefined || !environmentsOf(output).includes(environment)) return output;
  const services = output.config.services.filter((service) => (service.environment ?? environment) === environment);
  const ids = new Set(services.map(({ id }) => id));
  const secrets = output.secrets
    .map(({ name, usedBy }) => ({ name, usedBy: usedBy.filter(({ serviceId }) => ids.has(serviceId)) }))
    .filter(({ usedBy }) => usedBy.length > 0);
  return { ...output, config: { ...output.config, services }, secrets };
}
