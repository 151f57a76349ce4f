import { Emitter } from '../../../src/base/event.ts';
import { err } from '../../../src/base/result.ts';
import type { ServiceState } from '../../../src/model/state.ts';
import type { Config } from '../../../src/model/service.ts';
import type { EngineSide, HistoryState, HostSide, SecretValue } from '../../../src/protocol/engine.ts';
import { Channel } from '../../../src/protocol/rpc.ts';
import type { EngineProcess } from '../../../src/ui/engine/engineProcess.ts';
import { memoryPorts } from '../../support/memoryPort.ts';
import type { RuleFileText } from '../../../src/protocol/rules.ts';

export const HISTORY: HistoryState = { kept: false, bytes: 0, series: 0, samples: 0 };

/** An engine in memory: answers as the real one does, and remembers what it was told, in order. */
export class FakeEngine {
  readonly calls: (readonly [string, ...unknown[]])[] = [];
  readonly channel: Channel<EngineSide, HostSide>;
  readonly process: EngineProcess;
  readonly #exit = new Emitter<string>();
  services: readonly ServiceState[] = [];
  seq = 0;
  terminated = false;
  /** Called when it is asked for a snapshot. */
  onSnapshot: (() => void) | undefined;
  /** From now on it answers no greeting but with an error. */
  stuck = false;

  constructor(options: { readonly silent?: boolean } = {}) {
    const [host, engine] = memoryPorts();
    const never = new Promise<never>(() => undefined);
    this.channel = new Channel<EngineSide, HostSide>({
      port: engine,
      onBug: (error) => {
        if (!this.stuck) throw error;
      },
      requests: {
        hello: () => {
          if (this.stuck) throw new Error('stuck');
          return options.silent === true ? never : this.#told('hello', { version: '1.2.3' });
        },
        configure: (config: Config) => this.#told('configure', undefined, config),
        setSecrets: (secrets: readonly SecretValue[]) => this.#told('setSecrets', undefined, secrets),
        setPaused: (ids: readonly string[]) => this.#told('setPaused', undefined, ids),
        setHandling: () => undefined,
        setFocused: () => undefined,
        setEnvironment: () => undefined,
        snapshot: () => {
          this.onSnapshot?.();
          return this.#told('snapshot', { seq: this.seq, services: this.services, history: HISTORY });
        },
        refresh: (serviceId, probeId) => this.#told('refresh', undefined, serviceId, probeId),
        response: () => undefined,
        curl: () => undefined,
        pushAddress: () => undefined,
        findEndpoints: () => [],
        discoverServices: () => [],
        openView: () => undefined,
        closeView: () => undefined,
        setInterest: () => undefined,
        setSilences: () => undefined,
        ruleFilesOf: () => [],
        ruleTests: () => [],
        runRuleTests: () => ({ problems: [], tests: [] }),
        setPrometheus: () => undefined,
        setAlertmanager: () => undefined,
        setNotifications: () => undefined,
        alertmanagerSilences: () => err('none'),
        createSilence: () => err('none'),
        expireSilence: () => err('none'),
        ruleStatuses: () => [],
        alertHistory: () => undefined,
        replayRule: () => undefined,
        checkConfigFile: () => ({ kind: undefined, problems: [] }),
        alertRoutes: () => ({ ok: true, routes: [] }),
        readDashboard: () => ({ ok: false, problem: 'not here' }),
        variableValues: () => ({ ok: false, problem: 'not here' }),
        exprValue: () => undefined,
        exprCompletions: () => undefined,
        formatExprs: () => [],
        exprHints: () => [],
        setRuleFiles: (files: readonly RuleFileText[]) => {
          if (files.length > 0) this.#told('setRuleFiles', undefined, files);
        },
        activity: () => ({ ok: false, message: 'not here' }),
        databaseNumbers: () => [],
        redisLook: () => ({ ok: false, message: 'not here' }),
        monitorRedis: () => ({ ok: false, message: 'not here' }),
        endSession: () => ({ ok: false, message: 'not here' }),
        fileReport: () => ({ ok: false, message: 'not here' }),
        redisKeys: () => ({ ok: false, message: 'not here' }),
        explainSql: () => ({ ok: false, message: 'not here' }),
        report: () => ({ ok: false, message: 'not here' }),
        metricFamilies: () => [],
        uptime: () => undefined,
        incidents: () => [],
        incidentResponse: () => undefined,
        statusBars: () => [],
        serviceAround: () => undefined,
        openLogs: ({ viewId }) => ({
          state: { viewId, generation: 0, total: 0, complete: true, sources: [] },
          rows: { generation: 0, from: 0, rows: [] },
        }),
        indexLogs: () => undefined,
        closeLogs: () => undefined,
        filterLogs: () => undefined,
        logRows: () => undefined,
        logDetail: () => undefined,
        findInLogs: () => undefined,
        logPlace: () => undefined,
        logHistogram: () => undefined,
        logText: () => '',
        logPatterns: () => [],
        exportLogs: () => undefined,
        messagesSeen: () => [],
        originalPlace: () => undefined,
        openTail: () => undefined,
        readTail: () => undefined,
        closeTail: () => undefined,
        query: () => ({ ok: false, failure: { reason: 'failed', message: 'not here' } }),
        explain: () => ({ ok: false, failure: { reason: 'failed', message: 'not here' } }),
        metrics: () => [],
        labelNames: () => [],
        labelValues: () => [],
        cardinality: () => ({ series: 0, metrics: [], labels: [], pairs: [] }),
        targets: () => [],
        diagnostics: () => {
          throw new Error('not here');
        },
        shutdown: () => this.#told('shutdown', undefined),
      },
    });
    this.process = { port: host, onExit: this.#exit.event, dispose: () => void (this.terminated = true) };
  }

  get methods(): readonly string[] {
    return this.calls.map(([method]) => method);
  }

  exit(reason: string): void {
    this.channel.close(reason);
    this.#exit.fire(reason);
  }

  #told<T>(method: string, answer: T, ...args: unknown[]): T {
    this.calls.push([method, ...args]);
    return answer;
  }
}
