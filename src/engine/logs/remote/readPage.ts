import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { RemoteAccess } from './remoteAccess.ts';
import type { RemoteAnswer, RemotePage, RemoteSource } from './remoteSource.ts';

const TIMEOUT_MS = 15_000;
/** What is read of an answer. */
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;
const REASON_MAX_CHARS = 200;

export interface PageFailure {
  /** A sentence without its full stop. */
  readonly reason: string;
  /** `tooMuch`: a smaller page may be answered; `refused`: the request itself is not liked; else it may go better later. */
  readonly kind: 'tooMuch' | 'refused' | 'other';
}

/** One page of a log from its server. */
export async function readPage(
  source: RemoteSource,
  page: RemotePage,
  { ask, redact }: RemoteAccess,
  signal: AbortSignal,
): Promise<Result<RemoteAnswer, PageFailure>> {
  const fail = (reason: string, kind: PageFailure['kind'] = 'other') => err({ reason: redact(reason), kind });
  const request = source.request(page);
  // Not packed: how much it is must be known while it comes.
  const headers = [...request.headers, ['Accept-Encoding', ['identity']] as const];
  const answer = await ask({ ...request, headers }, TIMEOUT_MS, signal, ANSWER_MAX_BYTES);
  if (!answer.ok) return fail(t('{0} could not be asked: {1}', source.name, answer.error.replace(/\.$/, '')));
  const { code, truncated } = answer.value;
  const body = redact(answer.value.body);
  if (code !== 200) {
    const reason = t('{0} answered with {1}', source.name, `HTTP ${code}${hintOf(code)}${reasonOf(source, body)}`);
    return fail(reason, code === 400 ? 'refused' : 'other');
  }
  if (truncated) {
    const reason =
      page.size === 1
        ? t('{0} answered with more than 8 MB for 1 record', source.name)
        : t('{0} answered with more than 8 MB for {1} records', source.name, page.size);
    return fail(reason, 'tooMuch');
  }
  if (/^\s*</.test(body))
    return fail(t('{0} answered with a page of HTML: is the URL the one of its API?', source.name));
  const read = source.read(body, page);
  return read.ok ? ok(read.value) : fail(t('{0} answered with {1}', source.name, read.error));
}

function hintOf(code: number): string {
  if (code === 401 || code === 403) return ` (${t('who asks is not let in')})`;
  return code === 429 ? ` (${t('too many requests')})` : '';
}

/** What the server says about it; a page of HTML says nothing. */
function reasonOf({ reason }: RemoteSource, body: string): string {
  const text = (reason?.(body) ?? body).replace(/\s+/g, ' ').trim();
  return text === '' || text.startsWith('<') ? '' : `: ${text.slice(0, REASON_MAX_CHARS).replace(/\.$/, '')}`;
}
