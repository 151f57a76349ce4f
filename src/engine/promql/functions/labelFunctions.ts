import type { LabelSet } from '../../../model/labelSet.ts';
import type { Call } from '../ast.ts';
import { emptyVector, type Value, type VectorColumns } from '../columns.ts';
import type { Context, Grid } from '../context.ts';
import { evalVector } from '../evaluate.ts';
import { withLabels } from '../labels.ts';
import { compileCaptures } from '../../regexp/compileRegexp.ts';
import { expandTemplate } from '../../regexp/expandTemplate.ts';
import { mergeRows } from '../mergeRows.ts';
import { stringArgs } from './evalCall.ts';
import { argOf } from './vectorFunctions.ts';

/** A label's name may be any text of well-formed UTF-8 that is not empty. */
function isLabelName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !name.includes('\ufffd');
}

/** `label_replace(v, dst, replacement, src, pattern)`. */
export function* labelReplace(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const [target = '', replacement = '', source = '', pattern = ''] = stringArgs(call.args.slice(1));
  const captures = compileCaptures(pattern);
  if (!captures.ok) context.fail(`invalid regular expression in label_replace(): ${pattern}`);
  else if (!isLabelName(target)) context.fail(`invalid destination label name in label_replace(): ${target}`);
  const vector = yield* evalVector(context, argOf(call, 0), grid);
  if (!captures.ok || context.failed) return emptyVector(grid.steps);
  const { names, match } = captures.value;
  return relabel(context, vector, target, (labels) => {
    const text = labels.get(source);
    const slots = match(text);
    return slots === undefined ? undefined : expandTemplate(replacement, text, slots, names);
  });
}

/** `label_join(v, dst, separator, src…)`. */
export function* labelJoin(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const [target = '', separator = '', ...sources] = stringArgs(call.args.slice(1));
  for (const source of sources)
    if (!isLabelName(source)) context.fail(`invalid source label name in label_join(): ${source}`);
  if (!isLabelName(target)) context.fail(`invalid destination label name in label_join(): ${target}`);
  const vector = yield* evalVector(context, argOf(call, 0), grid);
  return relabel(context, vector, target, (labels) => sources.map((source) => labels.get(source)).join(separator));
}

function relabel(
  context: Context,
  vector: VectorColumns,
  target: string,
  valueOf: (labels: LabelSet) => string | undefined,
): VectorColumns {
  const dropName = [...vector.dropName];
  const labels = vector.labels.map((set, row) => {
    const value = valueOf(set);
    if (value === undefined) return set;
    // A name that was just given is not to be dropped.
    if (target === '__name__') dropName[row] = false;
    return withLabels(set, { [target]: value });
  });
  return mergeRows(context, { ...vector, labels, dropName });
}
