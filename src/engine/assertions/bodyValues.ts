import { FunctionExpressionType, JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3';
import { compileRegexp } from '../regexp/compileRegexp.ts';

const MAX_TEXT = 64 * 1024;
const MAX_COMPILED = 500;

/** RFC 9535 with its two regular-expression functions on an engine that takes linear time: the body is not ours. */
const environment = new JSONPathEnvironment();
for (const [name, whole] of [
  ['match', true],
  ['search', false],
] as const) {
  environment.functionRegister.set(name, {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown) => matches(text, pattern, whole),
  });
}

const compiled = new Map<string, JSONPathQuery>();

/** The values that the query `path` finds in `document`; none where there are none. `path` was checked with the settings. */
export function bodyValues(path: string, document: unknown): unknown[] {
  let query = compiled.get(path);
  if (query === undefined) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    query = environment.compile(path);
    compiled.set(path, query);
  }
  return query.query(document as JSONValue).values();
}

function matches(text: unknown, pattern: unknown, whole: boolean): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string' || text.length > MAX_TEXT) return false;
  const regexp = compileRegexp(whole ? pattern : `.*(?:${pattern}).*`);
  return regexp.ok && regexp.value.matches(text);
}
