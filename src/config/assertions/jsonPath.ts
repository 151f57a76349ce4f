import { compile } from 'json-p3';
import { err, ok, type Result } from '../../base/result.ts';

const MAX_LENGTH = 1_000;
/** Names and indexes only: what Gatus users write, whose names may hold a hyphen, which RFC 9535 wants quoted. */
const PLAIN_STEPS = /^(?:\.[^\s.[\]'"*?@$()]+|\[(?:0|[1-9]\d*)\])+$/;

/** The JSONPath query (RFC 9535) for what stands behind `[BODY]`; the error says what is wrong with it. */
export function bodyPath(steps: string): Result<string, string> {
  if (steps.length > MAX_LENGTH) return err(`it is longer than ${MAX_LENGTH} characters`);
  const plain = PLAIN_STEPS.test(steps) ? steps.replaceAll(/\.([^.[]+)/g, "['$1']") : steps;
  try {
    compile(`$${plain}`);
    return ok(`$${plain}`);
  } catch (error) {
    // json-p3 says where in the query, which begins at the `$` that the user did not write.
    return err(error instanceof Error ? error.message.replace(/ \('.*$/s, '') : String(error));
  }
}
