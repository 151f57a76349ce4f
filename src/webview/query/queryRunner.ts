import { t } from '../../base/l10n.ts';
import type { ExplainAnswer, QueryAnswer, QueryFailure, QueryTime } from '../../protocol/query.ts';
import type { QueryHostSide, QueryPageSide } from '../../protocol/queryPanel.ts';
import { type Channel, ChannelError } from '../../protocol/rpc.ts';

export type QueryChannel = Channel<QueryPageSide, QueryHostSide>;

/** A query ends by itself before that. */
const TIMEOUT_MS = 60_000;

/** What was asked last, and what came of it. */
export type Run =
  | { readonly kind: 'query'; readonly text: string; readonly time: QueryTime; readonly answer: QueryAnswer }
  | { readonly kind: 'explain'; readonly text: string; readonly atMs: number; readonly answer: ExplainAnswer };

/** Asks one thing at a time: what is asked anew cancels what was asked before, whose answer is dropped. */
export class QueryRunner {
  readonly #channel: QueryChannel;
  #current: AbortController | undefined;

  constructor(channel: QueryChannel) {
    this.#channel = channel;
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  cancel(): void {
    this.#current?.abort();
  }

  /** Undefined where something else was asked meanwhile. */
  query(text: string, time: QueryTime): Promise<Run | undefined> {
    return this.#ask<QueryAnswer>(
      (options) => this.#channel.request('query', [text, time], options),
      (answer) => ({ kind: 'query', text, time, answer }),
    );
  }

  explain(text: string, atMs: number): Promise<Run | undefined> {
    return this.#ask<ExplainAnswer>(
      (options) => this.#channel.request('explain', [text, atMs], options),
      (answer) => ({ kind: 'explain', text, atMs, answer }),
    );
  }

  async #ask<T>(
    request: (options: { timeoutMs: number; signal: AbortSignal }) => Promise<T>,
    runOf: (answer: T | { readonly ok: false; readonly failure: QueryFailure }) => Run,
  ): Promise<Run | undefined> {
    this.#current?.abort();
    const controller = new AbortController();
    this.#current = controller;
    const answer = await request({ timeoutMs: TIMEOUT_MS, signal: controller.signal }).catch((error: unknown) => ({
      ok: false as const,
      failure: failureOf(error),
    }));
    if (this.#current !== controller) return undefined;
    this.#current = undefined;
    return runOf(answer);
  }
}

function failureOf(error: unknown): QueryFailure {
  if (error instanceof ChannelError && error.code === 'aborted') {
    return { reason: 'cancelled', message: t('The query was cancelled.') };
  }
  return { reason: 'failed', message: error instanceof Error ? error.message : String(error) };
}
