import type { LOG_LANGUAGES } from './languages.ts';

/** A kind of quote that a language has, and how it reads what the quotes hold. */
export interface Quote {
  readonly quote: string;
  /** What a backslash is: `none`, nothing; `kept`, a part of the text that keeps a quote from ending it; `quotes`, before a quote or itself only. */
  readonly escapes?: 'none' | 'kept' | 'quotes';
  /** What begins an expression within it, up to its bracket: `${`, `#{`. */
  readonly template?: '${' | '#{';
  /** It may go on in the next line. */
  readonly lines?: true;
}

/** Letters and signs at a quote that change what it holds: Python's `f"…"`, C#'s `$@"…"`, Rust's `r#"…"#`. */
export type Prefixes = 'python' | 'csharp' | 'rust';

/** What stands for a value in a message that is given to the logger apart from its values. */
export interface Placeholders {
  readonly printf: boolean;
  /** `{}`, `{name}`, `{0}`; doubled they are brackets where `doubled` says so. */
  readonly braces: boolean;
  readonly doubled?: true;
  /** They are filled in also where no value follows: `{name}` is a variable. */
  readonly captured?: true;
}

/** How a language writes log statements. */
export interface Dialect {
  /** The call up to its bracket, or to what it is given without one (`bare`): its method in the first group. Looked for from left to right, without going back. */
  readonly call: RegExp;
  /** The call is a macro, which needs no logger before it; named values come before its message, and belong to it. */
  readonly macros?: true;
  /** A call needs no brackets; a block may make the message: `logger.debug { "…" }`. */
  readonly bare?: true;
  /** What begins a comment to the end of the line. */
  readonly comment: '//' | '#';
  /** The longest first. */
  readonly quotes: readonly Quote[];
  readonly prefixes?: Prefixes;
  /** `'x'` is a character, and no text. */
  readonly chars?: true;
  /** `"$name ${expression}"` in every text. */
  readonly dollars?: true;
  readonly placeholders: Placeholders;
}

const SCRIPT: Dialect = {
  call: /\.[ \t]{0,8}(trace|debug|verbose|silly|info|log|notice|warn|warning|error|fatal|critical|http|alert|emerg)[ \t]{0,8}\(/g,
  comment: '//',
  quotes: [{ quote: "'" }, { quote: '"' }, { quote: '`', template: '${', lines: true }],
  placeholders: { printf: true, braces: false },
};

const PYTHON: Dialect = {
  call: /\.(trace|debug|info|success|warning|warn|error|exception|critical|fatal|log)[ \t]{0,8}\(/g,
  comment: '#',
  quotes: [{ quote: '"""', lines: true }, { quote: "'''", lines: true }, { quote: '"' }, { quote: "'" }],
  prefixes: 'python',
  placeholders: { printf: true, braces: true },
};

const GO: Dialect = {
  call: /\.((?:Trace|Debug|Info|Warn|Warning|Error|DPanic|Panic|Fatal|Print)(?:f|w|ln|Context|Ctx)?|Logf?|LogAttrs|Msgf?)\(/g,
  comment: '//',
  quotes: [{ quote: '"' }, { quote: '`', escapes: 'none', lines: true }],
  placeholders: { printf: true, braces: false },
};

const JAVA: Dialect = {
  call: /\.[ \t]{0,8}(trace|debug|info|warn|error|log)[ \t]{0,8}\(/g,
  comment: '//',
  quotes: [{ quote: '"""', lines: true }, { quote: '"' }],
  placeholders: { printf: false, braces: true },
};

/** Microsoft's `ILogger`, Serilog, NLog and log4net. */
const CSHARP: Dialect = {
  call: /\.[ \t]{0,8}(Log(?:Trace|Debug|Information|Warning|Error|Critical)?|(?:Verbose|Trace|Debug|Information|Info|Warning|Warn|Error|Fatal|Critical)(?:Format)?)[ \t]{0,8}\(/g,
  comment: '//',
  quotes: [{ quote: '"' }],
  prefixes: 'csharp',
  chars: true,
  placeholders: { printf: false, braces: true, doubled: true },
};

/** The macros of `log`, `tracing` and `slog`. */
const RUST: Dialect = {
  call: /\b(trace|debug|info|warn|error|critical|crit|event|log)![ \t]{0,8}\(/g,
  macros: true,
  comment: '//',
  quotes: [{ quote: '"', lines: true }],
  prefixes: 'rust',
  chars: true,
  placeholders: { printf: false, braces: true, doubled: true, captured: true },
};

const RUBY: Dialect = {
  call: /&?\.(debug|info|warn|error|fatal|unknown)(?:\(|[ \t]{1,8}(?=["'A-Za-z_@{(]))/g,
  bare: true,
  comment: '#',
  quotes: [
    { quote: '"', template: '#{', lines: true },
    { quote: "'", escapes: 'quotes', lines: true },
  ],
  placeholders: { printf: true, braces: false },
};

/** By the editor's identifier of the language. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  javascript: SCRIPT,
  javascriptreact: SCRIPT,
  typescript: SCRIPT,
  typescriptreact: SCRIPT,
  vue: SCRIPT,
  svelte: SCRIPT,
  python: PYTHON,
  go: GO,
  java: JAVA,
  groovy: JAVA,
  kotlin: { ...JAVA, dollars: true },
  scala: JAVA,
  csharp: CSHARP,
  rust: RUST,
  ruby: RUBY,
} satisfies Record<(typeof LOG_LANGUAGES)[number], Dialect>;
