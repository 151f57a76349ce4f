import { t } from '../../../base/l10n.ts';
import { CheckList } from '../checkList.ts';
import type { Body, Finding, Recogniser } from '../health.ts';
import { readStatusWord } from '../statusWord.ts';
import { statusOfText } from '../readChecks.ts';
import { statusLines } from '../statusLines.ts';
import { computed } from './finding.ts';

/** No body at all (MinIO, Strapi, Weaviate): the code says everything. */
export const emptyBody: Recogniser = {
  name: 'empty',
  matches: ({ code, text }) => code >= 200 && code < 300 && text.trim() === '',
  read: ({ code }) => ({ status: 'up', message: t('HTTP {0} with an empty body', code) }),
};

/**
 * Kubernetes `?verbose`: `[+]name ok`, `[-]name failed: reason`, and a last line for the total. Source: Kubernetes
 * documentation, "API health endpoints".
 */
export const kubernetes: Recogniser = {
  name: 'kubernetes',
  matches: ({ text }) => /^\[[+-]\]/m.test(text.slice(0, 4096)),
  read({ text }): Finding | undefined {
    const list = new CheckList();
    let total: string | undefined;
    for (const line of text.split('\n')) {
      const part = /^\[([+-])\](\S+) ?(.*)$/.exec(line.trimEnd());
      if (part === null) {
        total = /\bcheck (?:passed|failed)\s*$/.test(line) ? line.trim() : total;
        continue;
      }
      const [, sign, name = '', rest = ''] = part;
      const reason = /^failed: (.*)$/.exec(rest)?.[1];
      list.add(
        name.replace(/:$/, ''),
        sign === '+' ? 'up' : 'down',
        undefined,
        reason ?? (rest === 'ok' || rest === 'failed' ? undefined : rest),
      );
    }
    if (list.isEmpty) return undefined;
    if (total === undefined) return computed(list);
    return { status: total.endsWith('passed') ? 'up' : 'down', word: total, checks: list };
  },
};

/** nginx `stub_status`, Apache `server-status?auto` and the status page of php-fpm: numbers, and whoever gives them is up. */
export const serverStatus: Recogniser = {
  name: 'server-status',
  matches: ({ text }) =>
    /^Active connections: *\d+ *\r?\nserver accepts handled requests/.test(text) ||
    /^(?:Total Accesses|BusyWorkers|ServerUptimeSeconds): \d+/m.test(text.slice(0, 4096)) ||
    /^pool: +\S+\r?\nprocess manager: /.test(text),
  read({ text }): Finding {
    const active = /^(?:Active connections|BusyWorkers|active processes): *(\d+)/m.exec(text)?.[1];
    return {
      status: 'up',
      message:
        active === undefined
          ? t('the server shows its status page')
          : t('the server shows its status page; {0} active', active),
    };
  },
};

/** Rails' `/up` (a page that is green or red) and Laravel's, the only HTML pages that are about health. */
export const healthPage: Recogniser = {
  name: 'health-page',
  matches: ({ text }) => text.trimStart().startsWith('<'),
  read({ text }): Finding | undefined {
    if (/<body[^>]{0,100}style="background-color: ?(?:green|red);?"/i.test(text)) {
      const isGreen = /background-color: ?green/i.test(text);
      return { status: isGreen ? 'up' : 'down', message: isGreen ? t('the page is green') : t('the page is red') };
    }
    if (/>\s*Application up\s*</.test(text)) return { status: 'up', message: t('the page says "Application up"') };
    if (/>\s*Application experiencing problems\s*</.test(text))
      return { status: 'down', message: t('the page says "Application experiencing problems"') };
    return undefined;
  },
};

/** Lines that begin with a mark: `✅ name: message`, `[FAIL] name`. */
export const markedLines: Recogniser = {
  name: 'marked-lines',
  matches: ({ text }) => /^\s*(?:[✅❌⚠✓✔✗✘]|\[[A-Za-z]+\])/mu.test(text.slice(0, 4096)),
  read({ text }): Finding | undefined {
    const { list, total } = statusLines(text);
    if (total === undefined) return list.isEmpty ? undefined : computed(list);
    return { status: total.status, word: undefined, message: total.text, checks: list };
  },
};

const LONGEST_TEXT = 2000;

/**
 * A word or a short sentence: `OK`, `pong`, `.` (go-chi), `Healthy` (ASP.NET Core), `LIVE` (Envoy), `SERVER_IS_READY`
 * (lightship), `Prometheus Server is Healthy.`, `WARN: inconsistent objects in schema` (Hasura), `Ingester not ready: …`
 * (Loki). Also what JSON holds as a bare text or boolean.
 */
export const plainText: Recogniser = {
  name: 'plain-text',
  matches: ({ text }) => text.length <= LONGEST_TEXT && !text.startsWith('<'),
  read(body): Finding | undefined {
    if (typeof body.json === 'boolean') return { status: body.json ? 'up' : 'down', word: String(body.json) };
    if (typeof body.json === 'number' || body.json === null) return undefined;
    return readSentence(textIn(body));
  },
};

function textIn({ json, text }: Body): string {
  return (typeof json === 'string' ? json : text).trim();
}

/** What a sentence says as a status, if it is one of the forms above. */
export function readSentence(sentence: string): Finding | undefined {
  if (sentence === '.') return { status: 'up', word: '.' };
  const firstLine = (sentence.split('\n', 1)[0] ?? '').trim();
  const status = readStatusWord(sentence) ?? statusOfText(firstLine)?.status ?? statusOfPredicate(firstLine);
  return status === undefined ? undefined : { status, word: firstLine };
}

/** `Prometheus Server is Healthy.`, `all shards are ready`, `Ingester not ready: waiting for 15s`. */
function statusOfPredicate(line: string): ReturnType<typeof readStatusWord> {
  if (line.length > 200) return undefined;
  const verb = /^[\w .'-]{1,80}? (?:is|are) (?:(?:now|currently|up and) )?([a-z -]{2,30}?)(?: to [\w ]+)?[.!]?$/i.exec(
    line,
  );
  if (verb !== null) return readStatusWord(verb[1]);
  return /^[\w .-]{1,60} not ready(?:: |$)/i.test(line) ? 'down' : undefined;
}
