/**
 * A number as OpenMetrics writes the bounds of buckets and quantiles: `1.0`, `0.005`, `1e+06`, `+Inf`. It is Go's shortest
 * `%g` with `.0` added to whole numbers; Prometheus rewrites `le` and `quantile` so, that `le="1"` and `le="1.0"` are one series.
 */
export function openMetricsFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // The limits are those of Go's strconv.FormatFloat(v, 'g', -1, 64).
  if (exponent < -4 || exponent >= 6) return withExponent(mantissa, exponent);
  const plain = plainDigits(mantissa, exponent);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function withExponent(mantissa: string, exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function plainDigits(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
