import type { Clock } from '../../base/clock.ts';
import type { ProbeKind, ProbeResult } from '../../model/probe.ts';
import type { ProxySettings } from '../../model/request.ts';
import { printSecret, type ProbeConfigOf, type Template } from '../../model/service.ts';
import type { Facts } from '../assertions/facts.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import type { PushBeats } from '../push/pushBeat.ts';
import type { TargetScraper } from '../scrape/targetScraper.ts';
import type { AccessTokens } from './http/accessTokens.ts';
import type { HttpSession } from './http/httpSession.ts';

/** Where the samples of one metrics probe go, run after run. */
export type MetricsScraper = Pick<TargetScraper<unknown>, 'scrape' | 'fail'>;

/** What a probe may use beside its configuration. */
export interface ProbeContext {
  readonly clock: Clock;
  readonly secrets: SecretVault;
  /** The HTTP connections that are kept between runs. */
  readonly http: HttpSession;
  /** The access tokens that are kept between runs. */
  readonly tokens: AccessTokens;
  /** The proxies of the editor and the environment, as they are now. */
  readonly proxy?: ProxySettings;
  /** The calls of jobs; absent: nobody hears them. */
  readonly push?: PushBeats;
  /** Where the samples of this metrics probe go: one for each probe's id, kept between runs. Absent: they are counted and dropped. */
  readonly scraper?: MetricsScraper;
  /** A probe that threw: a bug, not something that the target did. */
  readonly onBug: (error: unknown, probeId: string) => void;
}

/**
 * One way of looking at a service. Adding one: a file here, a line in `registry.ts`, a kind in `model/probe.ts`, its
 * configuration in `model/service.ts` with its reader in `config`, and a row in the tests.
 */
export interface Probe<K extends ProbeKind> {
  readonly kind: K;
  /** Loads the libraries that the first run needs, so that their loading is not measured as the target's; undefined where all is there. */
  load?(config: ProbeConfigOf<K>, context: ProbeContext): Promise<void> | undefined;
  /**
   * Looks once. Never rejects for what the target does: a refusal, a timeout or nonsense is a result with a reason.
   * `signal` fires at the timeout (its reason is then `TIMED_OUT`) and when the run is cancelled; a result is still
   * expected then, within 100 ms, with nothing left open.
   */
  run(config: ProbeConfigOf<K>, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun>;
  /** What is looked at, for people: no user, password or secret in it. */
  target(config: ProbeConfigOf<K>): string;
  /** The same request as a `curl` command line with `$NAME` in place of each secret, where there is one. */
  curl?(config: ProbeConfigOf<K>): string;
}

/** A result with what assertions may ask for beside it; without `facts` the status alone tells whether there was a connection. */
export interface ProbeRun extends ProbeResult {
  readonly facts?: Facts;
}

/** The reason with which a run's signal is aborted when its time is up; any other one means that nobody wants the result. */
export const TIMED_OUT = Symbol('timed out');

/** A template for people: each secret as `${secret:NAME}`. */
export function printTemplate(template: Template): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : printSecret(piece.secret))).join('');
}
