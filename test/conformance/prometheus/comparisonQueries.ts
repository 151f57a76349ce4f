/** Queries that mean the same to Prometheus 2.42 and to 3.x at times that fall on no sample's time minus a range. */
export function comparisonQueries(): string[] {
  const queries: string[] = [];
  const ranges = ['1m', '5m', '10m', '61s'];
  const overTime = ['sum', 'avg', 'min', 'max', 'count', 'stddev', 'stdvar', 'last', 'present'];
  for (const range of ranges) {
    for (const fn of ['rate', 'increase', 'irate', 'resets', 'changes'])
      queries.push(`${fn}(http_requests_total[${range}])`);
    for (const fn of ['delta', 'idelta', 'deriv', 'changes']) queries.push(`${fn}(temperature[${range}])`);
    for (const fn of overTime) queries.push(`${fn}_over_time(memory_bytes[${range}])`);
    queries.push(`quantile_over_time(0.9, temperature[${range}])`, `predict_linear(temperature[${range}], 600)`);
    queries.push(`absent_over_time(memory_bytes{job="none"}[${range}])`, `sum_over_time(odd{kind!="tiny"}[${range}])`);
  }
  const aggregates = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'];
  for (const op of aggregates)
    for (const by of ['', ' by (job)', ' without (instance, code)'])
      queries.push(`${op}${by} (rate(http_requests_total[5m]))`, `${op}${by} (temperature)`);
  for (const k of [0, 1, 3, 100])
    queries.push(`topk(${k}, temperature)`, `bottomk by (job) (${k}, memory_bytes)`, `quantile(0.${k}, temperature)`);
  for (const op of ['+', '-', '*', '/', '%', '^', 'atan2'])
    // 2.42 keeps the metric's name after atan2 with a number.
    queries.push(
      ...(op === 'atan2' ? [] : [`temperature ${op} 2`, `3 ${op} temperature`]),
      `temperature ${op} on (job, instance) build_info`,
    );
  for (const op of ['==', '!=', '>', '<', '>=', '<='])
    queries.push(
      `temperature ${op} 5`,
      `temperature ${op} bool 5`,
      `temperature ${op} on (job, instance) group_left memory_bytes`,
    );
  for (const op of ['and', 'or', 'unless'])
    queries.push(`temperature ${op} memory_bytes{job="api"}`, `temperature ${op} on (job) memory_bytes{job!="api"}`);
  queries.push(
    'http_requests_total * on (job, instance) group_left (version) build_info',
    'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (job) (rate(http_requests_total[5m]))',
    'histogram_quantile(0.9, rate(latency_seconds_bucket[5m]))',
    'histogram_quantile(0.5, sum by (le, job) (rate(latency_seconds_bucket[10m])))',
    'histogram_quantile(1.5, sum by (le) (latency_seconds_bucket))',
    'count_values("v", build_info)',
    'label_replace(build_info, "host", "$1", "instance", "(.*):.*")',
    'label_join(build_info, "both", "-", "job", "instance")',
    'absent(nothing{a="b"})',
    'scalar(sum(temperature))',
    'vector(time())',
    'timestamp(temperature)',
    'sgn(temperature)',
    'clamp(temperature, -5, 5)',
    'clamp_min(temperature, 0)',
    'clamp_max(temperature, 0)',
    'round(temperature, 0.5)',
    'odd',
    'odd == odd',
    '-odd',
    'abs(odd)',
    'count({job="api"})',
    'count by (__name__) ({job=~"a.*|web"})',
    'http_requests_total{code!~"2.."}',
    '{__name__=~"temp.*|mem.*",instance!="a:1"}',
    'temperature offset 7m',
    'temperature offset -3m',
    'temperature @ 1700000907',
    'temperature @ end()',
    'rate(http_requests_total[5m] offset 3m @ start())',
    'sum_over_time(temperature[10m] @ 1700001807)',
    'max_over_time(rate(http_requests_total[2m])[10m:47s])',
    'avg_over_time(temperature[10m:41s307ms] offset 2m)',
    'sum(max_over_time(deriv(temperature[3m])[10m:1m7s]))',
    'minute(vector(time()))',
    'hour()',
    'day_of_week()',
    'days_in_month(vector(1709164800))',
    'day_of_year()',
    '1 + 2 * 3 ^ 2 % 5',
    'pi() * 2',
    '2 > bool 1',
    '5m',
  );
  for (const fn of [
    'ceil',
    'floor',
    'exp',
    'ln',
    'log2',
    'log10',
    'sqrt',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'tanh',
    'asinh',
    'deg',
    'rad',
  ])
    queries.push(`${fn}(temperature)`);
  // Prometheus 2.42 knows no durations in place of numbers.
  return queries.filter((query) => query !== '5m');
}
