import * as vscode from 'vscode';
import type { QueryFailure } from '../../protocol/query.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineState } from '../engine/engineClient.ts';
import { whyRestricted } from '../panels/restricted.ts';

/** What a page is told of a query that the engine did not answer. */
export function failureOf(error: ChannelError, engine: EngineState): QueryFailure {
  if (error.code === 'aborted') return { reason: 'cancelled', message: error.message };
  if (error.code !== 'closed') return { reason: 'failed', message: error.message };
  return {
    reason: 'notRunning',
    message: engine.kind === 'stopped' ? whyStopped() : vscode.l10n.t('The engine is starting.'),
  };
}

function whyStopped(): string {
  return whyRestricted() ?? vscode.l10n.t('No service is watched, so there are no metrics to query.');
}

/** What the engine answers; where it is away or was not asked to the end, what `fallback` makes of that. */
export async function orElse<T, E>(answer: Promise<T>, fallback: (error: ChannelError) => E): Promise<T | E> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ChannelError && error.code !== 'remote') return fallback(error);
    throw error;
  }
}
