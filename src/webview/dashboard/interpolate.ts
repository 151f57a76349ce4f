/** What a variable stands for in a query. */
export interface VariableValue {
  readonly values: readonly string[];
  /** How people read them; as many as `values`. */
  readonly texts: readonly string[];
  /** It may have several values, so that a query holds it as a pattern: `=~"$instance"`. */
  readonly isPattern: boolean;
  /** Put in as it is: what the file says stands for all, or what Watchpost works out. */
  readonly isRaw?: boolean;
}

/** The value of a variable by its name; undefined where there is none of that name. */
export type Lookup = (name: string) => VariableValue | undefined;

/** `$name`, `[[name]]`, `[[name:format]]`, `${name}`, `${name:format}`, `${name.field:format}`. */
// No class takes the sign that a variable begins with, so that a long text that closes none is gone through once.
const VARIABLE = /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:}$]*)?(?::([^}$]*))?\}/g;

/**
 * Fills in the variables of a query as Grafana's Prometheus data source does: a value is escaped for the text between double quotes, and
 * one that may be several is a pattern of them (`(a|b)`). What is no variable stays: `$1` of `label_replace`, a name that nobody defined.
 */
export function fillQuery(text: string, lookup: Lookup): string {
  return fill(text, lookup, (value, format) => {
    if (value.isRaw === true) return value.values.join(',');
    if (format !== '') return formatted(value, format);
    if (!value.isPattern) return value.values.map(escapeQuoted).join(',');
    const patterns = value.values.map((one) => escapeQuoted(escapePattern(one)));
    return patterns.length === 1 ? (patterns[0] ?? '') : `(${patterns.join('|')})`;
  });
}

/** Fills in the variables of a title or a text, in words. */
export function fillText(text: string, lookup: Lookup): string {
  return fill(text, lookup, ({ values, texts }, format) =>
    format === '' || format === 'text' ? texts.join(' + ') : formatted({ values, texts, isPattern: false }, format),
  );
}

function fill(text: string, lookup: Lookup, write: (value: VariableValue, format: string) => string): string {
  return text.replace(
    VARIABLE,
    (
      whole: string,
      plain: string | undefined,
      square: string | undefined,
      squareFormat: string | undefined,
      braced: string | undefined,
      bracedFormat: string | undefined,
    ) => {
      const value = lookup(plain ?? square ?? braced ?? '');
      return value === undefined ? whole : write(value, squareFormat ?? bracedFormat ?? '');
    },
  );
}

/** Grafana's formats, as its documentation lists them; any other is the plain list. */
function formatted({ values, texts }: VariableValue, format: string): string {
  const list = (parts: readonly string[], open: string, between: string, close: string): string =>
    parts.length === 1 ? (parts[0] ?? '') : `${open}${parts.join(between)}${close}`;
  switch (format) {
    case 'regex':
      return list(values.map(escapePattern), '(', '|', ')');
    case 'pipe':
      return values.join('|');
    case 'glob':
      return list(values, '{', ',', '}');
    case 'json':
      return JSON.stringify(values.length === 1 ? values[0] : values);
    case 'text':
      return texts.join(' + ');
    case 'doublequote':
      return values.map((value) => `"${value.replaceAll('"', '\\"')}"`).join(',');
    case 'singlequote':
      return values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(',');
    case 'percentencode':
      return encodeURIComponent(list(values, '{', ',', '}'));
    default:
      return values.join(',');
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
}

/** For a place between double quotes. */
function escapeQuoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** A legend's text for a series: `{{route}}` is the value of its label, or its name where the series has none, as in Grafana. */
export function fillLegend(legend: string, labels: Readonly<Record<string, string>>): string {
  return legend.replace(/\{\{([^{}]+)\}\}/g, (_whole, inside: string) => {
    const name = inside.trim();
    return Object.hasOwn(labels, name) ? (labels[name] ?? '') : name;
  });
}
