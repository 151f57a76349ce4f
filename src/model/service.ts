import type { LogFormatName } from './logFormats.ts';
import type { Assertion, FactRef } from './assertion.ts';
import type { MaintenanceWindow } from './handling.ts';
import type { ProbeKind, ProbeRole } from './probe.ts';
import type { OAuth2Config, ProxyChoice, ProxySettings, TlsConfig } from './request.ts';
import type { SignalSetting } from './signal.ts';

/**
 * A text in which secrets are still names: pieces to be joined once the request is about to leave. Everything else
 * (`${env:}`, `${workspaceFolder}`) was put in when the settings were read. What a step of a suite took from an answer is
 * like a secret, by the name `take:NAME`.
 */
export type Template = readonly (string | { readonly secret: string })[];

/** A secret's place in a text for people: `${secret:NAME}`, `${take:NAME}`. */
export function printSecret(name: string): string {
  return name.startsWith('take:') ? `\${${name}}` : `\${secret:${name}}`;
}

/** The types of DNS records that are looked up. */
export type RecordType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT';

interface ProbeBase {
  /** Unique in the whole configuration and stable over reloads: `<service id>/<probe name>`. */
  readonly id: string;
  /** Unique in its service: the settings key (`health`, `metrics`, …), with a number where a key holds several. */
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Failures in a row before the status turns bad; 1 turns at once. */
  readonly failureThreshold: number;
  /** Successes in a row before the status turns good again. */
  readonly successThreshold: number;
  /** How long from the first look on failures are taken for a start that is not over, in milliseconds; absent: not at all. */
  readonly graceMs?: number;
  /** From the start of watching, or the end of the startup probes, to the first run. */
  readonly initialDelayMs?: number;
  readonly role?: ProbeRole;
  /** What must hold of each run beside what the probe makes of it by itself. */
  readonly assertions?: readonly Assertion[];
}

/** What the HTTP probes (http, metrics, cacheStats) ask for. */
export interface HttpRequestConfig {
  readonly url: Template;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: Template])[];
  readonly body?: Template;
  readonly oauth2?: OAuth2Config;
  readonly tls?: TlsConfig;
  /** Redirects that are followed; absent: the engine's own limit. */
  readonly maxRedirects?: number;
  /** Absent: as the editor's and the environment's settings say. */
  readonly proxy?: ProxyChoice;
}

export interface HttpProbeConfig extends ProbeBase, HttpRequestConfig {
  readonly kind: 'http';
}
export interface MetricsProbeConfig extends ProbeBase, HttpRequestConfig {
  readonly kind: 'metrics';
  /** Whether the target's own `job` and `instance` labels stay, as Prometheus' `honor_labels`; else they become `exported_…`. */
  readonly honorLabels?: boolean;
  /** Whether native histograms are asked for, which only the protobuf format has. */
  readonly nativeHistograms?: boolean;
}
export interface CacheStatsProbeConfig extends ProbeBase, HttpRequestConfig {
  readonly kind: 'cacheStats';
}
export interface TcpProbeConfig extends ProbeBase {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}
export interface TlsProbeConfig extends ProbeBase {
  readonly kind: 'tls';
  readonly host: string;
  readonly port: number;
  /** With less than this to the end of the first certificate of the chain to expire, it is degraded. */
  readonly warnMs: number;
  readonly tls?: TlsConfig;
  /** Absent: as the editor's and the environment's settings say. */
  readonly proxy?: ProxyChoice;
}
export interface GrpcProbeConfig extends ProbeBase {
  readonly kind: 'grpc';
  readonly host: string;
  readonly port: number;
  /** Whose health is asked for; empty: that of the whole server. */
  readonly service: string;
  /** Sent as metadata. */
  readonly headers: readonly (readonly [name: string, value: Template])[];
  /** Absent: plain HTTP/2. */
  readonly tls?: TlsConfig;
  /** Absent: as the editor's and the environment's settings say. */
  readonly proxy?: ProxyChoice;
}
export interface WebsocketProbeConfig extends ProbeBase, HttpRequestConfig {
  /** Its URL is that of the handshake: http or https. */
  readonly kind: 'websocket';
  /** The subprotocols that are offered. */
  readonly protocols: readonly string[];
  /** A message that is sent once the connection is open. */
  readonly send?: Template;
  /** A message that must come. */
  readonly expected?: Assertion;
}
export interface DnsProbeConfig extends ProbeBase {
  readonly kind: 'dns';
  readonly query: string;
  readonly type: RecordType;
  /** `127.0.0.1:5353`; absent: the system's. */
  readonly server?: string;
  /** What must be among the answers. */
  readonly expected: readonly string[];
}
export interface PushProbeConfig extends ProbeBase {
  readonly kind: 'push';
  /** How often the job calls. */
  readonly everyMs: number;
  /** How much later than that it may. */
  readonly toleranceMs: number;
}
/** What a step of a suite keeps of its answer, for the steps after it. */
export interface TakeConfig {
  /** Later steps write it as `${take:NAME}`. */
  readonly name: string;
  readonly fact: FactRef;
  /** Whether it is kept out of every text. */
  readonly secret: boolean;
}
export interface SuiteStep extends HttpRequestConfig {
  readonly name: string;
  readonly assertions: readonly Assertion[];
  readonly take: readonly TakeConfig[];
}
export interface SuiteProbeConfig extends ProbeBase {
  readonly kind: 'suite';
  /** At least one; each is asked when the one before succeeded. The timeout is that of all together. */
  readonly steps: readonly SuiteStep[];
}
export interface CommandProbeConfig extends ProbeBase {
  readonly kind: 'command';
  /** Program and arguments: never a shell's line. At least one element. */
  readonly command: readonly Template[];
  readonly cwd: string;
  readonly env: readonly (readonly [name: string, value: Template])[];
}
export interface PostgresProbeConfig extends ProbeBase {
  readonly kind: 'postgres';
  readonly uri: Template;
}
export interface RedisProbeConfig extends ProbeBase {
  readonly kind: 'redis';
  readonly uri: Template;
}

export type ProbeConfig =
  | HttpProbeConfig
  | MetricsProbeConfig
  | CacheStatsProbeConfig
  | TcpProbeConfig
  | TlsProbeConfig
  | GrpcProbeConfig
  | WebsocketProbeConfig
  | DnsProbeConfig
  | PushProbeConfig
  | SuiteProbeConfig
  | CommandProbeConfig
  | PostgresProbeConfig
  | RedisProbeConfig;

/** The configuration of one kind of probe. */
export type ProbeConfigOf<K extends ProbeKind> = Extract<ProbeConfig, { kind: K }>;

/** A limit on a number: `< 0.6` means that a value under 0.6 breaks it. */
export interface ThresholdLimit {
  readonly op: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly value: number;
}

/** What the service's own numbers must keep to: past `warn` it is degraded, past `critical` down. */
export interface Threshold {
  /** A metric name, any series of which counts: `cache_hit_ratio`. */
  readonly metric: string;
  readonly warn?: ThresholdLimit;
  readonly critical?: ThresholdLimit;
}

/** One of the two outputs of a PM2 process, by its name. */
export interface Pm2Output {
  readonly process: string;
  readonly output: 'out' | 'error';
}

/** A log that lies in Loki: what a LogQL query selects. */
export interface LokiLog {
  /** How it is asked; the URL is the one of the server, to which the path of its API is added. */
  readonly request: HttpRequestConfig;
  readonly query: string;
}

/** A log that lies in Elasticsearch or OpenSearch. */
export interface ElasticsearchLog {
  /** How it is asked; the URL is the one of the server, to which the path of its API is added. */
  readonly request: HttpRequestConfig;
  /** Indices, data streams and patterns of them, separated by commas. */
  readonly index: string;
  /** In Lucene's syntax; absent: all documents. */
  readonly query?: string;
}

/** A log: files, the output of a program, or what a server keeps. */
export type LogSource = {
  /** What it is called: the file as the settings have it, `pm2 api`, the command, `loki` with its query, or `elasticsearch` with its index. */
  readonly name: string;
  /** Absent: recognised. */
  readonly format?: LogFormatName;
} & (
  | {
      /** A path or a pattern of paths, absolute. */
      readonly file: string;
      /** Whose log it is, where PM2 writes it: PM2 itself is asked first where that is. */
      readonly pm2?: Pm2Output;
    }
  | {
      /** A program and its arguments, which no shell reads. */
      readonly command: readonly string[];
      readonly cwd: string;
    }
  | { readonly loki: LokiLog }
  | { readonly elasticsearch: ElasticsearchLog }
);

/** What the user wants to be well, as the settings say it. */
export interface Service {
  /** The name, with the folder before it where several folders of a workspace have settings: `backend › api`. */
  readonly id: string;
  readonly name: string;
  /** Its key in the settings, where that is not its name: `api` of `api (staging)`. */
  readonly entry?: string;
  readonly group?: string;
  readonly environment?: string;
  readonly probes: readonly ProbeConfig[];
  readonly thresholds: readonly Threshold[];
  /** The ids of the services without which this one cannot be well. */
  readonly dependsOn?: readonly string[];
  /** Changes to the golden signals that are found, and signals of the user's own. */
  readonly signals?: readonly SignalSetting[];
  /** Where it logs; none where absent. */
  readonly logs?: readonly LogSource[];
}

/** All that the engine needs to run. */
export interface Config {
  readonly services: readonly Service[];
  /** Probes under way at once, over all services. */
  readonly concurrency: number;
  readonly historyMaxAgeMs: number;
  readonly historyMaxBytes: number;
  /** Absent: nothing is sent through a proxy unless a probe says so. */
  readonly proxy?: ProxySettings;
  /** While the user is elsewhere, a probe runs at most this often; absent: as always. */
  readonly unfocusedIntervalMs?: number;
  readonly maintenance?: readonly MaintenanceWindow[];
}
