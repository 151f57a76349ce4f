import type { TextRange } from '../model/problem.ts';
import type { Labels } from '../model/series.ts';

/** A receiver that an alert reaches, and how. Times are milliseconds. */
export interface RoutedTo {
  readonly receiver: string;
  /** The matchers of each route on the way, from the root, which has none (an empty text). */
  readonly path: readonly string[];
  /** By which labels alerts are told together; `all`: by every label. */
  readonly groupBy: readonly string[] | 'all';
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  /** Where the route stands. */
  readonly range?: TextRange;
}

export type ConfigFileKind = 'alertmanager' | 'prometheus';

/** What a program refuses in its configuration. */
export interface ConfigFileCheck {
  /** What the file is by what stands in it; undefined where it is neither: another file of such a name. */
  readonly kind: ConfigFileKind | undefined;
  readonly problems: readonly { readonly message: string; readonly range?: TextRange }[];
}

export type RouteAnswer =
  | { readonly ok: true; readonly routes: readonly RoutedTo[] }
  /** Why not, in a sentence. */
  | { readonly ok: false; readonly message: string };

/** What the engine answers about the configurations of Alertmanager and Prometheus in the workspace. */
export interface ConfigFileRequests {
  checkConfigFile(text: string): ConfigFileCheck;
  /** Which receivers an alert with these labels reaches by an Alertmanager's configuration. */
  alertRoutes(text: string, labels: Labels): RouteAnswer;
}
