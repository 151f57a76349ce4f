import type { Call } from '../ast.ts';
import type { Report } from '../parse/parseQuery.ts';
import { signatureOf } from '../signatures.ts';
import { nameOfType, typeOf } from './typeOf.ts';

/** A call against its function's signature. */
export function checkCall(call: Call, experimental: boolean, report: Report): void {
  const { name, args, span } = call;
  const signature = signatureOf(name);
  if (signature === undefined) {
    report(span, `unknown function with name ${JSON.stringify(name)}`);
    return;
  }
  if (signature.experimental && !experimental) {
    report(span, `function ${JSON.stringify(name)} is not enabled`);
    return;
  }
  const fixed = signature.args.length;
  if (signature.variadic === 0) {
    if (args.length !== fixed) report(span, `expected ${fixed} argument(s) in call to "${name}", got ${args.length}`);
  } else {
    const least = fixed - 1;
    const most = least + signature.variadic;
    if (args.length < least)
      report(span, `expected at least ${least} argument(s) in call to "${name}", got ${args.length}`);
    else if (signature.variadic > 0 && args.length > most)
      report(span, `expected at most ${most} argument(s) in call to "${name}", got ${args.length}`);
  }
  if (name === 'info') checkInfoSelector(call, report);
  args.forEach((arg, i) => {
    if (i >= fixed && signature.variadic === 0) return;
    const wanted = signature.args[Math.min(i, fixed - 1)];
    const got = typeOf(arg);
    if (wanted !== undefined && got !== wanted)
      report(arg.span, `expected type ${nameOfType(wanted)} in call to function "${name}", got ${nameOfType(got)}`);
  });
}

function checkInfoSelector({ args }: Call, report: Report): void {
  const selector = args[1];
  if (selector === undefined) return;
  if (selector.kind !== 'selector') report(selector.span, 'expected label selectors only');
  else if (selector.name !== '') report(selector.span, 'expected label selectors only, got vector selector instead');
}
