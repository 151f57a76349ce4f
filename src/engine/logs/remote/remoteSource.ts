import type { Result } from '../../../base/result.ts';
import type { HttpRequestConfig } from '../../../model/service.ts';

/** One record as a server has it. */
export interface RemoteEntry {
  /** In the server's own unit. */
  readonly time: bigint;
  /** The same for the same record, however often and in whatever way it is sent. */
  readonly key: string;
  /** What is written into the log, without a line break. */
  readonly line: string;
}

/** A part of a log by time: at most `size` records from `from` on, that time included; the newest or all where it is absent. */
export interface RemotePage {
  readonly direction: 'backward' | 'forward';
  readonly from?: bigint;
  readonly size: number;
}

export interface RemoteAnswer {
  /** Sorted in the page's direction. */
  readonly entries: readonly RemoteEntry[];
  /** What is missing of it, as a sentence. */
  readonly incomplete?: string;
}

/** How a server tells records as they come. */
export interface RemoteTail {
  /** From `from` on, that time included; from now on where it is absent. */
  readonly request: (from: bigint | undefined) => HttpRequestConfig;
  /** What a message holds; the error is a sentence's end. */
  readonly read: (message: string) => Result<TailAnswer, string>;
}

export interface TailAnswer {
  readonly entries: readonly RemoteEntry[];
  /** Records were left out, since they came too fast: they are to be asked for. */
  readonly isPartial: boolean;
}

/** A kind of server that keeps logs. */
export interface RemoteSource {
  /** How sentences call it. */
  readonly name: string;
  readonly unitsPerSecond: bigint;
  /** What the server gives at once, unless it is set up otherwise. */
  readonly maxPageSize: number;
  readonly request: (page: RemotePage) => HttpRequestConfig;
  /** What a body with status 200 holds. The error is a sentence's end: "answered with …". */
  readonly read: (body: string, page: RemotePage) => Result<RemoteAnswer, string>;
  /** Absent: what comes is asked for again and again. */
  readonly tail?: RemoteTail;
  /** The reason that the body of a refusal gives, where it is not plain text. */
  readonly reason?: (body: string) => string | undefined;
}
