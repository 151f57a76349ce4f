import type { Template } from '../model/service.ts';
import * as problems from './problems.ts';
import type { Value } from './value.ts';

/** Where `${…}` gets its values from; folder and home are absent where there is none. */
export interface Variables {
  env(name: string): string | undefined;
  readonly folderPath?: string;
  /** What the steps before took; absent outside of a suite. */
  readonly taken?: ReadonlySet<string>;
  readonly userHome?: string;
  /** Of the service that is read; absent where it is in none. */
  readonly environment?: string;
}

/** A piece of a text whose variables have been put in. */
export type Piece =
  | { readonly kind: 'literal' | 'variable'; readonly text: string }
  | { readonly kind: 'secret'; readonly name: string };

/**
 * The text at `at` with its variables put in and its secrets still names. Undefined (and reported) where it is no text,
 * or a variable is unknown or unset. A variable's value is never looked at for further variables.
 */
export function readPieces(at: Value, expected: string): Piece[] | undefined {
  const { raw, path, context } = at;
  if (typeof raw !== 'string') {
    context.report(problems.wrongType(path, expected, raw));
    return undefined;
  }
  if (raw.includes('\0')) {
    context.report(problems.controlCharacter(path));
    return undefined;
  }
  const pieces: Piece[] = [];
  let valid = true;
  let from = 0;
  for (let open = raw.indexOf('${'); open >= 0; open = raw.indexOf('${', from)) {
    if (open > from) pieces.push({ kind: 'literal', text: raw.slice(from, open) });
    const close = raw.indexOf('}', open);
    if (close < 0) {
      context.report(problems.openVariable(path));
      return undefined;
    }
    const piece = resolve(raw.slice(open + 2, close), at);
    if (piece === undefined) valid = false;
    else pieces.push(piece);
    from = close + 1;
  }
  if (from < raw.length) pieces.push({ kind: 'literal', text: raw.slice(from) });
  return valid ? pieces : undefined;
}

/** The text at `at` as a template; its secrets are noted in the context. */
export function readTemplate(at: Value, expected: string): Template | undefined {
  const pieces = readPieces(at, expected);
  return pieces === undefined ? undefined : toTemplate(at, pieces);
}

/** The text at `at` with its variables put in; a secret is reported, because the text will be shown or choose a place. */
export function readPlain(at: Value, expected: string): string | undefined {
  const pieces = readPieces(at, expected);
  if (pieces === undefined) return undefined;
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'secret') {
      at.context.report(problems.secretNotAllowed(at.path));
      return undefined;
    }
    text += piece.text;
  }
  if (text === '') {
    at.context.report(problems.wrongType(at.path, expected, text));
    return undefined;
  }
  return text;
}

/** `pieces` as the engine takes them, neighbouring texts joined; notes the secrets as used at `at`. */
export function toTemplate(at: Value, pieces: readonly Piece[]): Template {
  const template: (string | { readonly secret: string })[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'secret') {
      template.push({ secret: piece.name });
      // What a step takes is typed in by nobody.
      if (!piece.name.startsWith('take:')) at.context.secretUses.push({ name: piece.name, path: at.path });
      continue;
    }
    const last = template.at(-1);
    if (typeof last === 'string') template[template.length - 1] = last + piece.text;
    else template.push(piece.text);
  }
  return template;
}

/** The text of `pieces` with `secret` in place of each secret. */
export function joinPieces(pieces: readonly Piece[], secret: string): string {
  return pieces.map((piece) => (piece.kind === 'secret' ? secret : piece.text)).join('');
}

function resolve(name: string, { path, context }: Value): Piece | undefined {
  const { variables } = context;
  const [, kind, argument] = /^(env|secret|take):(.+)$/s.exec(name) ?? [];
  if (kind === 'env' && argument !== undefined) {
    const text = variables.env(argument);
    if (text === undefined) context.report(problems.unsetVariable(path, argument));
    return text === undefined ? undefined : { kind: 'variable', text };
  }
  if (kind === 'secret' && argument !== undefined) {
    if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(argument)) return { kind: 'secret', name: argument };
    context.report(problems.badSecretName(path));
    return undefined;
  }
  if (kind === 'take' && argument !== undefined) {
    if (variables.taken?.has(argument) === true) return { kind: 'secret', name: `take:${argument}` };
    context.report(problems.unknownTake(path, argument));
    return undefined;
  }
  switch (name) {
    case 'workspaceFolder':
    case 'workspaceFolderBasename': {
      const { folderPath } = variables;
      if (folderPath === undefined) {
        context.report(problems.noFolder(path, name));
        return undefined;
      }
      return { kind: 'variable', text: name === 'workspaceFolder' ? folderPath : basename(folderPath) };
    }
    case 'environment':
      if (variables.environment === undefined) {
        context.report(problems.noEnvironment(path));
        return undefined;
      }
      return { kind: 'variable', text: variables.environment };
    case 'userHome':
      if (variables.userHome === undefined) {
        context.report(problems.noUserHome(path));
        return undefined;
      }
      return { kind: 'variable', text: variables.userHome };
    default:
      context.report(problems.unknownVariable(path, name));
      return undefined;
  }
}

function basename(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? ''
  );
}
