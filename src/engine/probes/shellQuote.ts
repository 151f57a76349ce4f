import type { Template } from '../../model/service.ts';

/** Names that a shell or the loader gives a meaning to, so that a line which sets one would do more than carry a secret. */
const TAKEN =
  /^(?:PATH|HOME|SHELL|USER|LOGNAME|PWD|OLDPWD|IFS|ENV|BASH_.*|PS\d|PROMPT_.*|LD_.*|DYLD_.*|LC_.*|LANG|TERM|TMPDIR|EDITOR|VISUAL|PAGER|NODE_.*|PYTHON.*|CURL_.*|SSL_.*|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|CDPATH|GLOBIGNORE|MAIL.*|OPTARG|OPTIND|PPID|UID|EUID|RANDOM|SECONDS|LINENO|HOSTNAME)$/;

/**
 * The environment names that stand for secrets in a command line: `clawnet-admin` is `CLAWNET_ADMIN`; two secrets
 * that would share a name are told apart by a number.
 */
export class SecretNames {
  readonly #names = new Map<string, string>();

  of(secret: string): string {
    const known = this.#names.get(secret);
    if (known !== undefined) return known;
    const base = this.#safe(secret);
    const taken = new Set(this.#names.values());
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    this.#names.set(secret, name);
    return name;
  }

  #safe(secret: string): string {
    const upper = secret.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
    if (upper === '' || upper === '_') return 'SECRET';
    return /^\d/.test(upper) || TAKEN.test(upper) ? `SECRET_${upper}` : upper;
  }
}

/** One word of a POSIX shell's command line: literals in single quotes, secrets as `"$NAME"`, which is never split or globbed. */
export function shellWord(template: Template, names: SecretNames): string {
  let word = '';
  let literal = '';
  for (const piece of template) {
    if (typeof piece === 'string') literal += piece;
    else {
      word += `${shellQuote(literal)}"$${names.of(piece.secret)}"`;
      literal = '';
    }
  }
  word += shellQuote(literal);
  return word === '' ? "''" : word;
}

/** `text` as a POSIX shell reads it back unchanged: bare where that is safe, else in single quotes. A NUL, which no argument can hold, is left out. */
export function shellQuote(text: string): string {
  if (text === '') return '';
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}
