import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Silence } from '../../model/alert.ts';
import type { Matcher } from '../../model/series.ts';
import type { HttpRequestConfig } from '../../model/service.ts';
import { ANSWER_MAX_TEXT, type HttpAnswer } from '../probeSession.ts';
import type { PostableAlert } from './alertSender.ts';

const TIMEOUT_MS = 10_000;

/** Sends a request and gives the answer's body, or what there is room for of it; the error is a sentence. */
export type Ask = (
  request: HttpRequestConfig,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<Result<HttpAnswer, string>>;

/** Why an answer that was cut tells nothing: half a list would end the alerts of the other half. */
export function tooLong(): string {
  return t('its answer is longer than {0} and was cut there, so it is not taken', ANSWER_MAX_TEXT);
}

/** Alertmanager's HTTP API, version 2 (https://prometheus.io/docs/alerting/latest/clients/). */
export class AlertmanagerApi {
  readonly #url: string;
  readonly #ask: Ask;

  constructor(url: string, ask: Ask) {
    this.#url = url.replace(/\/+$/, '');
    this.#ask = ask;
  }

  async postAlerts(alerts: readonly PostableAlert[], signal: AbortSignal): Promise<Result<void, string>> {
    const answer = await this.#send('POST', '/api/v2/alerts', signal, alerts);
    return answer.ok ? ok(undefined) : answer;
  }

  /** The silences that are in force. */
  async silences(signal: AbortSignal): Promise<Result<readonly Silence[], string>> {
    const answer = await this.#send('GET', '/api/v2/silences', signal);
    if (!answer.ok) return answer;
    const list = parse(answer.value);
    return Array.isArray(list)
      ? ok(list.flatMap(readSilence))
      : err(t('it answered with something that is no list of silences'));
  }

  /** Gives the id of the new silence. */
  async createSilence(
    silence: Omit<Silence, 'id'>,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Result<string, string>> {
    const answer = await this.#send('POST', '/api/v2/silences', signal, {
      matchers: silence.matchers.map(({ name, op, value }) => ({
        name,
        value,
        isRegex: op === '=~' || op === '!~',
        isEqual: op === '=' || op === '=~',
      })),
      startsAt: new Date(nowMs).toISOString(),
      endsAt: new Date(silence.endsAtMs).toISOString(),
      createdBy: 'Watchpost',
      // It refuses an empty one.
      comment: silence.comment === '' ? 'Silenced in the editor' : silence.comment,
    });
    if (!answer.ok) return answer;
    const { silenceID: id } = (parse(answer.value) ?? {}) as { readonly silenceID?: unknown };
    return typeof id === 'string' ? ok(id) : err(t('it did not say the id of the silence'));
  }

  async expireSilence(id: string, signal: AbortSignal): Promise<Result<void, string>> {
    const answer = await this.#send('DELETE', `/api/v2/silence/${encodeURIComponent(id)}`, signal);
    return answer.ok ? ok(undefined) : answer;
  }

  async #send(method: string, path: string, signal: AbortSignal, body?: unknown): Promise<Result<string, string>> {
    const answer = await this.#ask(
      {
        url: [this.#url + path],
        method,
        headers: [['content-type', ['application/json']]],
        ...(body !== undefined && { body: [JSON.stringify(body)] }),
      },
      TIMEOUT_MS,
      signal,
    );
    if (!answer.ok) return answer;
    const { code, body: text, truncated } = answer.value;
    if (truncated) return err(tooLong());
    return code >= 200 && code < 300 ? ok(text) : err(`HTTP ${code}: ${text.replace(/\s+/g, ' ').slice(0, 200)}`);
  }
}

function readSilence(raw: unknown): Silence[] {
  const { id, matchers, endsAt, comment, status } = (raw ?? {}) as Record<string, unknown>;
  const endsAtMs = typeof endsAt === 'string' ? Date.parse(endsAt) : NaN;
  const { state } = (status ?? {}) as { readonly state?: unknown };
  if (typeof id !== 'string' || !Array.isArray(matchers) || Number.isNaN(endsAtMs) || state === 'expired') return [];
  return [
    { id, endsAtMs, comment: typeof comment === 'string' ? comment : '', matchers: matchers.flatMap(readMatcher) },
  ];
}

function readMatcher(raw: unknown): Matcher[] {
  const { name, value, isRegex, isEqual } = (raw ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof value !== 'string') return [];
  // `isEqual` came later than `isRegex`; where it is missing it is true.
  const op = isEqual === false ? (isRegex === true ? '!~' : '!=') : isRegex === true ? '=~' : '=';
  return [{ name, op, value }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
