/** What can be watched at an address, as it goes into the settings of a service. */
export interface FoundEndpoint {
  /** The service's key for it. */
  readonly setting: 'health' | 'metrics' | 'cacheStats' | 'postgres' | 'redis' | 'tcp';
  /** Its value: a URL, or `host:port` for `tcp`. */
  readonly value: string;
  /** What was met there, in a few words: `Prometheus metrics, 120 series`. */
  readonly what: string;
  /** Whether it is likely to be wanted. */
  readonly picked: boolean;
}

/** A file of the workspace, with its path from the workspace's folder, divided by `/`. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/** A service that a file of the workspace speaks of. */
export interface DiscoveredService {
  readonly file: string;
  /** What kind of file that is, for people: `Prometheus`. */
  readonly format: string;
  /** What finds it again in its file when that changes. */
  readonly key: string;
  readonly name: string;
  /** As it goes into `watchpost.services`; a secret of the file is `${secret:NAME}` in it, never its value. */
  readonly service: Readonly<Record<string, unknown>>;
  /** What was left out, or has to be done beside, in a sentence each. */
  readonly notes: readonly string[];
}

/** What the engine finds out for who adds services. */
export interface DiscoverRequests {
  /**
   * Looks for known endpoints at the origin of `url`, and nowhere else: at most 25 requests, four at once, within ten seconds.
   * The best of each kind comes first.
   */
  findEndpoints(url: string): readonly FoundEndpoint[];
  /** The services that these files speak of. */
  discoverServices(files: readonly FileText[]): readonly DiscoveredService[];
}
