import { err, ok, type Result } from '../../base/result.ts';
import { BUILTINS } from './builtins.ts';
import { expand, type ExpandOptions } from './expand.ts';
import { templateFunctions, type TemplateScene } from './functions.ts';
import { parseTemplate } from './parseTemplate.ts';
import { TemplateError } from './templateError.ts';
import type { Value } from './value.ts';

const NOWHERE: TemplateScene = { query: () => [], nowMs: 0, externalUrl: '' };
const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(BUILTINS),
  'and',
  'or',
  ...Object.keys(templateFunctions(NOWHERE)),
]);

/** Whether `text` can be read as a template; the error is Prometheus' own: `error parsing template NAME: …`. */
export function checkTemplate(name: string, text: string): Result<void, string> {
  try {
    parseTemplate(name, text, NAMES);
    return ok(undefined);
  } catch (error) {
    if (error instanceof TemplateError) return err(`error parsing template ${name}: ${error.message}`);
    throw error;
  }
}

/** What `text` comes to for `data`, as Prometheus' `template.Expander` does it. */
export function expandText(
  name: string,
  text: string,
  data: Value,
  scene: TemplateScene,
  options: Omit<ExpandOptions, 'functions'> = {},
): Result<string, string> {
  let phase = 'parsing';
  try {
    const template = parseTemplate(name, text, NAMES);
    phase = 'executing';
    return ok(expand(template, data, { functions: templateFunctions(scene), ...options }));
  } catch (error) {
    if (error instanceof TemplateError) return err(`error ${phase} template ${name}: ${error.message}`);
    throw error;
  }
}
