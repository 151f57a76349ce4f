import type { ConfigOutput } from '../config/readConfig.ts';
import type { ServiceState } from '../model/state.ts';
import type { EngineDiagnostics } from '../protocol/engine.ts';
import type { EngineState } from './engine/engineClient.ts';

export interface DiagnosticsInput {
  readonly version: string;
  readonly editor: {
    readonly name: string;
    readonly version: string;
    readonly remote: string | undefined;
    readonly ui: string;
  };
  readonly node: string;
  readonly platform: string;
  readonly trusted: boolean;
  readonly folders: number;
  readonly engine: EngineState;
  readonly engineRestarts: number;
  /** A sentence where the engine did not answer. */
  readonly engineDiagnostics: EngineDiagnostics | string;
  readonly settings: ConfigOutput | undefined;
  readonly services: Iterable<ServiceState>;
  readonly bugs: number;
}

/** What a bug report needs, as JSON: versions, counts and codes. No names, addresses, values or secrets of the user's. */
export function diagnosticsText(input: DiagnosticsInput): string {
  const { settings, services, engine, engineDiagnostics, ...rest } = input;
  const statuses: Record<string, number> = {};
  const probes: Record<string, number> = {};
  const count = (counts: Record<string, number>, key: string): void => void (counts[key] = (counts[key] ?? 0) + 1);
  for (const service of services) {
    count(statuses, service.status);
    for (const { kind, status } of service.probes) count(probes, `${kind} ${status}`);
  }
  return JSON.stringify(
    {
      ...rest,
      // The reason of a restart holds a stack, whose paths may name the user.
      engine: engine.kind === 'restarting' ? { kind: engine.kind, attempt: engine.attempt } : { kind: engine.kind },
      engineDiagnostics: typeof engineDiagnostics === 'string' ? engineDiagnostics : withoutPaths(engineDiagnostics),
      services: {
        configured: settings?.config.services.length ?? 0,
        byStatus: statuses,
        probesByKindAndStatus: probes,
      },
      settingsProblems: (settings?.problems ?? []).map(({ code, severity }) => ({ code, severity })),
      secretsNamed: settings?.secrets.length ?? 0,
    },
    null,
    2,
  );
}

function withoutPaths(diagnostics: EngineDiagnostics): unknown {
  const { problem, ...history } = diagnostics.history;
  return { ...diagnostics, history: { ...history, hasProblem: problem !== undefined } };
}
