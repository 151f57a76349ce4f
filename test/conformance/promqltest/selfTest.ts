import { runScript } from './runScript.ts';

const LOAD =
  'load 1m\n  m{a="x"} 1 2 3\n  m{a="y"} 4 5 6\n' +
  '  h {{schema:0 count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1]}}x5\n' +
  '  c {{schema:-53 count:2 sum:4 custom_values:[1 2] buckets:[1 1]}}\n\n';

/** Scripts that must pass, and the same with an expectation changed, which must fail. */
const SCRIPTS: readonly (readonly [name: string, passes: boolean, script: string])[] = [
  ['right values', true, 'eval instant at 1m m\n  m{a="x"} 2\n  m{a="y"} 5'],
  ['a wrong value', false, 'eval instant at 1m m\n  m{a="x"} 2\n  m{a="y"} 5.001'],
  ['a missing series', false, 'eval instant at 1m m\n  m{a="x"} 2\n  m{a="y"} 5\n  m{a="z"} 5'],
  ['an unexpected series', false, 'eval instant at 1m m\n  m{a="x"} 2'],
  ['a wrong label', false, 'eval instant at 1m m\n  m{a="x"} 2\n  m{a="w"} 5'],
  ['a name where there is none', false, 'eval instant at 1m -m{a="x"}\n  m{a="x"} -2'],
  ['nothing expected', false, 'eval instant at 1m m'],
  ['the right order', true, 'eval instant at 1m sort_desc(m)\n  expect ordered\n  m{a="y"} 5\n  m{a="x"} 2'],
  ['a wrong order', false, 'eval instant at 1m sort_desc(m)\n  expect ordered\n  m{a="x"} 2\n  m{a="y"} 5'],
  ['right points', true, 'eval range from 0 to 2m step 1m m{a="x"}\n  m{a="x"} 1 2 3'],
  ['a point too many', false, 'eval range from 0 to 2m step 1m m{a="x"}\n  m{a="x"} 1 2'],
  ['a point too few', false, 'eval range from 0 to 2m step 1m m{a="x"} > 1\n  m{a="x"} 1 2 3'],
  ['a point at another time', false, 'eval range from 0 to 2m step 1m m{a="x"} > 1\n  m{a="x"} 2 3'],
  ['a failure', true, 'eval instant at 1m label_replace(m, "b", "", "a", "(")\n  expect fail'],
  ['a failure that does not come', false, 'eval instant at 1m m\n  expect fail'],
  [
    'a failure in other words',
    false,
    'eval instant at 1m label_replace(m, "b", "", "a", "(")\n  expect fail msg: other',
  ],
  ['an info', true, 'eval instant at 2m rate(m{a="x"}[2m])\n  expect info\n  {a="x"} 0.016666666666666666'],
  ['a missing warning', false, 'eval instant at 1m m{a="x"}\n  expect warn\n  m{a="x"} 2'],
  [
    'an info that should not be',
    false,
    'eval instant at 2m rate(m{a="x"}[2m])\n  expect no_info\n  {a="x"} 0.016666666666666666',
  ],
  [
    'an info at another place',
    false,
    'eval instant at 2m rate(m{a="x"}[2m])\n  expect info msg: PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "m" (1:1)\n  {a="x"} 0.016666666666666666',
  ],
  ['a scalar', true, 'eval instant at 1m 1 + 1\n  2'],
  ['a wrong scalar', false, 'eval instant at 1m 1 + 1\n  3'],
  [
    'a histogram',
    true,
    'eval instant at 1m h\n  h {{count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1 0] counter_reset_hint:not_reset}}',
  ],
  [
    'a histogram with own bounds',
    true,
    'eval instant at 0 c\n  c {{schema:-53 count:2 sum:4 custom_values:[1 2] buckets:[1 1]}}',
  ],
  ['a wrong bound', false, 'eval instant at 0 c\n  c {{schema:-53 count:2 sum:4 custom_values:[1 3] buckets:[1 1]}}'],
  ['a wrong bucket', false, 'eval instant at 1m h\n  h {{count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 2]}}'],
  [
    'a bucket elsewhere',
    false,
    'eval instant at 1m h\n  h {{count:3 sum:4 z_bucket:1 z_bucket_w:0.1 offset:1 buckets:[1 1]}}',
  ],
  ['a wrong count', false, 'eval instant at 1m h\n  h {{count:4 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1]}}'],
  [
    'a wrong schema',
    false,
    'eval instant at 1m h\n  h {{schema:1 count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1]}}',
  ],
  ['a wrong zero bucket', false, 'eval instant at 1m h\n  h {{count:3 sum:4 z_bucket:1 z_bucket_w:0.2 buckets:[1 1]}}'],
  [
    'a wrong hint',
    false,
    'eval instant at 1m h\n  h {{count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1] counter_reset_hint:gauge}}',
  ],
  ['a number for a histogram', false, 'eval instant at 1m h\n  h 3'],
  ['a histogram for a number', false, 'eval instant at 1m m{a="x"}\n  m{a="x"} {{count:2}}'],
  [
    'a missing histogram',
    false,
    'eval range from 0 to 2m step 1m h\n  h {{count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1]}}x1',
  ],
  ['a string', true, 'eval instant at 1m "a"\n  expect string "a"'],
  ['a wrong string', false, 'eval instant at 1m "a"\n  expect string "b"'],
];

/** Tests the runner itself: what is wrong in an expectation must be seen. */
export function selfTest(): { name: string; found: string | undefined }[] {
  return SCRIPTS.map(([name, passes, script]) => {
    const cases = runScript(LOAD + script);
    const found = cases.find((each) => each.found !== undefined)?.found;
    if (passes) return { name, found };
    return { name, found: found === undefined ? 'was not noticed' : undefined };
  });
}
