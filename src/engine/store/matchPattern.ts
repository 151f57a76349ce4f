import { compileRegexp } from '../regexp/compileRegexp.ts';

/**
 * A label pattern in the form that costs an index least: the list of the texts that it matches, the prefixes that it
 * begins with, or a test that has to be run on every value.
 */
export type CompiledPattern =
  | { readonly kind: 'list'; readonly values: readonly string[]; test(text: string): boolean }
  | {
      readonly kind: 'prefixes';
      readonly prefixes: readonly string[];
      /** Whether something must follow the prefix (`.+`). */
      readonly longer: boolean;
      test(text: string): boolean;
    }
  | { readonly kind: 'scan'; test(text: string): boolean }
  /** No pattern at all: neither it nor its negation selects anything. */
  | { readonly kind: 'invalid'; test(text: string): boolean };

/**
 * Compiles a fully anchored RE2 pattern. One that is none is `invalid`: PromQL reports it before it comes here. All that
 * the store knows of the regular expression engine is in this file.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const compiled = compileRegexp(pattern);
  if (!compiled.ok) return { kind: 'invalid', test: () => false };
  const { value } = compiled;
  const test = (text: string): boolean => value.matches(text);
  if (value.literals !== undefined) return { kind: 'list', values: value.literals, test };
  if (value.prefixes !== undefined)
    return { kind: 'prefixes', prefixes: value.prefixes, longer: value.prefixOnly?.longer ?? false, test };
  return { kind: 'scan', test };
}
