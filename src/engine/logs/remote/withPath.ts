import type { Template } from '../../../model/service.ts';

/** The URL of a server with the path of its API and parameters, before the parameters that it has already. */
export function withPath(url: Template, path: string, parameters: Readonly<Record<string, string>>): Template {
  const query = new URLSearchParams(parameters).toString();
  const at = url.findIndex((piece) => typeof piece === 'string' && piece.includes('?'));
  const piece = at < 0 ? '' : url[at];
  const base = at < 0 ? [...url] : url.slice(0, at);
  if (typeof piece !== 'string') return url;
  const mark = piece.indexOf('?');
  const head = mark < 0 ? '' : piece.slice(0, mark);
  const last = base.at(-1);
  const before = head === '' && typeof last === 'string' ? (base.pop(), last) : head;
  const after = mark < 0 ? '' : `&${piece.slice(mark + 1)}`;
  return [...base, `${before.replace(/\/+$/, '')}${path}?${query}${after}`, ...(at < 0 ? [] : url.slice(at + 1))];
}
