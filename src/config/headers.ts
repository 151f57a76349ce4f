import type { Template } from '../model/service.ts';
import * as problems from './problems.ts';
import { joinPieces, readPieces, toTemplate } from './template.ts';
import { readEntries, type Value } from './value.ts';

/** Headers of the connection itself: the HTTP client refuses them or sets them (RFC 9110, 7.6.1). */
const RESERVED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const CREDENTIALS: ReadonlySet<string> = new Set([
  'api-key',
  'authorization',
  'cookie',
  'private-token',
  'proxy-authorization',
  'x-api-key',
  'x-auth-token',
]);

/** Header names and values; undefined (and each reported) where one of them is wrong. */
export function readHeaders(at: Value): (readonly [name: string, value: Template])[] | undefined {
  const entries = readEntries(at, 'headers as an object, such as { "Accept": "application/json" },');
  if (entries === undefined) return undefined;
  const headers: (readonly [name: string, value: Template])[] = [];
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const template = readHeader(name, value, seen);
    if (template !== undefined) headers.push([name, template]);
  }
  return headers.length === entries.length ? headers : undefined;
}

function readHeader(name: string, at: Value, seen: Set<string>): Template | undefined {
  const { context, path } = at;
  const lower = name.toLowerCase();
  // A token as RFC 9110, 5.6.2 has it.
  if (!/^[\w!#$%&'*+.^`|~-]{1,200}$/.test(name)) {
    context.report(problems.badHeaderName(path));
    return undefined;
  }
  if (RESERVED.has(lower)) {
    context.report(problems.reservedHeader(path, name));
    return undefined;
  }
  if (seen.has(lower)) {
    context.report(problems.duplicateHeader(path, name));
    return undefined;
  }
  seen.add(lower);
  const pieces = readPieces(at, 'the header value as a text');
  if (pieces === undefined) return undefined;
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(joinPieces(pieces, ''))) {
    context.report(problems.badHeaderValue(path));
    return undefined;
  }
  const plain = pieces.every((piece) => piece.kind === 'literal') && pieces.length > 0;
  if (CREDENTIALS.has(lower) && plain) context.report(problems.plainSecret(path, `The value of \`${name}\``));
  return toTemplate(at, pieces);
}
