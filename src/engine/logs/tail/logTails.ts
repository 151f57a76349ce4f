import type { Disposable } from '../../../base/disposable.ts';
import type { TailPart, TailRequest, TailRequests } from '../../../protocol/logs.ts';
import type { Promised } from '../../../protocol/rpc.ts';
import type { SourceRecordsOptions } from '../follow/sourceRecords.ts';
import { LogTail } from './logTail.ts';

const TAILS_MAX = 20;

/** The tails that terminals show. */
export class LogTails implements Disposable, Promised<TailRequests> {
  readonly #options: SourceRecordsOptions;
  readonly #tails = new Map<string, LogTail>();

  constructor(options: SourceRecordsOptions) {
    this.#options = options;
  }

  openTail({ tailId, sources, showsPast }: TailRequest): void {
    this.closeTail(tailId);
    const [oldest] = this.#tails.keys();
    if (this.#tails.size >= TAILS_MAX && oldest !== undefined) this.closeTail(oldest);
    this.#tails.set(tailId, new LogTail(sources, showsPast, this.#options));
  }

  async readTail(tailId: string): Promise<TailPart | undefined> {
    return this.#tails.get(tailId)?.read();
  }

  closeTail(tailId: string): void {
    this.#tails.get(tailId)?.dispose();
    this.#tails.delete(tailId);
  }

  dispose(): void {
    for (const tail of this.#tails.values()) tail.dispose();
    this.#tails.clear();
  }
}
