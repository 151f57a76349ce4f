import type { Check } from '../../model/probe.ts';
import type { ReadStatus } from './statusWord.ts';

/** An answer to a health request, whole or as far as it was read. */
export interface HealthInput {
  /** HTTP status code of the last response. */
  readonly code: number;
  /** The `Content-Type` header, empty where there was none. */
  readonly contentType: string;
  /** Unpacked (gzip, br) but otherwise as it came. */
  readonly body: Uint8Array;
  /** Where the answer came from, when redirects were followed. */
  readonly redirectedTo?: string;
}

/** What an answer says about the service. `reason` is one sentence; `checks` are at most `MAX_CHECKS`. */
export interface HealthReading {
  readonly status: ReadStatus;
  readonly reason: string;
  /** The name of the recogniser that read it: `spring-boot`, `terminus`, …; `http` where only the code said something. */
  readonly format: string;
  readonly checks: readonly Check[];
}

/** An answer, decoded and parsed once for all recognisers. */
export interface Body {
  readonly code: number;
  /** `application/json`: lower case, without parameters. */
  readonly mediaType: string;
  readonly text: string;
  /** The value of a JSON body; undefined where it is none. */
  readonly json: unknown;
  /** The body where it is a JSON object, otherwise an empty one. */
  readonly object: JsonObject;
  /** The members of `object` by `normalKey`, so that recognisers need not care for case, `_` and `-`. */
  readonly fields: ReadonlyMap<string, unknown>;
  readonly redirectedTo: string | undefined;
}

/** An object out of `JSON.parse`: own members only matter, whatever they are called. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a recogniser found in a body, before the HTTP code and the checks had their say. */
export interface Finding {
  /** The total that the body gives. */
  readonly status: ReadStatus;
  /** The word or number that `status` was read from, for the reason and for the cap. */
  readonly word?: unknown;
  /** What the body says in words about the total. */
  readonly message?: string | undefined;
  readonly checks?: CheckSource;
  /** The format defines what the code means together with the body (Vault, Consul), so the code lowers nothing. */
  readonly ownsCode?: boolean;
  /** Whether `status` was made from the checks, so that they do not lower it once more. */
  readonly computed?: boolean;
}

/** The checks of a finding, with what was left out of them. */
export interface CheckSource {
  readonly checks: readonly Check[];
  /** The worst status of all checks, the ones left out included; `unknown` only where nothing else is known. */
  readonly worst: ReadStatus;
  /** How many checks were left out. */
  readonly leftOut: number;
}

/** One health format. `matches` is cheap; `read` returns undefined where the body turns out to be something else. */
export interface Recogniser {
  readonly name: string;
  matches(body: Body): boolean;
  read(body: Body): Finding | undefined;
}
