// Metrics as prometheus_client for Python writes them: numbers are Python floats, every counter and histogram has a
// `_created` gauge, and the platform and process collectors come along.

interface Metric {
  text(): string;
}

export interface PythonCounter {
  inc(label: string): void;
}
export interface PythonGauge {
  set(value: number): void;
}
export interface PythonHistogram {
  observe(label: string, value: number): void;
}

/** The default buckets of prometheus_client's Histogram. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, Infinity];

/** A registry like prometheus_client's default one; `text()` is its `generate_latest()`. */
export class PythonRegistry {
  readonly #metrics: Metric[] = [];
  readonly #createdSeconds: number;

  constructor(createdSeconds: number) {
    this.#createdSeconds = createdSeconds;
  }

  /** A counter with one label; `name` without `_total`. */
  counter(name: string, help: string, labelName: string): PythonCounter {
    const values = new Map<string, number>();
    const line = (suffix: string, label: string, value: number) =>
      `${name}_${suffix}{${labelName}="${label}"} ${pythonFloat(value)}\n`;
    this.#metrics.push({
      text: () =>
        header(`${name}_total`, help, 'counter') +
        [...values].map(([label, value]) => line('total', label, value)).join('') +
        header(`${name}_created`, help, 'gauge') +
        [...values.keys()].map((label) => line('created', label, this.#createdSeconds)).join(''),
    });
    return { inc: (label) => void values.set(label, (values.get(label) ?? 0) + 1) };
  }

  gauge(name: string, help: string): PythonGauge {
    let current = 0;
    this.#metrics.push({ text: () => `${header(name, help, 'gauge')}${name} ${pythonFloat(current)}\n` });
    return { set: (value) => void (current = value) };
  }

  /** A histogram with one label and the default buckets. */
  histogram(name: string, help: string, labelName: string): PythonHistogram {
    const all = new Map<string, { readonly buckets: number[]; sum: number }>();
    const lines = (label: string, { buckets, sum }: { buckets: number[]; sum: number }) => {
      const own = `${labelName}="${label}"`;
      const count = buckets.at(-1) ?? 0;
      const each = BUCKETS.map(
        (le, i) => `${name}_bucket{le="${pythonFloat(le)}",${own}} ${pythonFloat(buckets[i] ?? 0)}\n`,
      );
      return `${each.join('')}${name}_count{${own}} ${pythonFloat(count)}\n${name}_sum{${own}} ${pythonFloat(sum)}\n`;
    };
    this.#metrics.push({
      text: () =>
        header(name, help, 'histogram') +
        [...all].map(([label, one]) => lines(label, one)).join('') +
        header(`${name}_created`, help, 'gauge') +
        [...all.keys()]
          .map((label) => `${name}_created{${labelName}="${label}"} ${pythonFloat(this.#createdSeconds)}\n`)
          .join(''),
    });
    return {
      observe(label, value) {
        const one = all.get(label) ?? { buckets: BUCKETS.map(() => 0), sum: 0 };
        all.set(label, one);
        one.sum += value;
        BUCKETS.forEach((le, i) => {
          if (value <= le) one.buckets[i] = (one.buckets[i] ?? 0) + 1;
        });
      },
    };
  }

  text(): string {
    return platformMetrics(this.#createdSeconds) + this.#metrics.map((metric) => metric.text()).join('');
  }
}

function header(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** prometheus_client's `floatToGoString`: `3.0`, `+Inf`, and from a million up `1.073741824e+010` (as it is written there). */
export function pythonFloat(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Number.isNaN(value)) return 'NaN';
  const repr = Number.isInteger(value) ? `${value}.0` : String(value);
  const dot = repr.indexOf('.');
  if (value <= 0 || dot <= 6) return repr;
  const mantissa = `${repr[0]}.${repr.slice(1, dot)}${repr.slice(dot + 1)}`.replace(/[0.]+$/, '');
  return `${mantissa}e+0${dot - 1}`;
}

function platformMetrics(startSeconds: number): string {
  const { user, system } = process.cpuUsage();
  const { rss, heapTotal } = process.memoryUsage();
  const one = (name: string, help: string, type: string, value: number) =>
    `${header(name, help, type)}${name} ${pythonFloat(value)}\n`;
  const collected = [0, 1, 2].map(
    (i) => `python_gc_objects_collected_total{generation="${i}"} ${pythonFloat(300 + i)}\n`,
  );
  return (
    header('python_gc_objects_collected_total', 'Objects collected during gc', 'counter') +
    collected.join('') +
    header('python_info', 'Python platform information', 'gauge') +
    'python_info{implementation="CPython",major="3",minor="12",patchlevel="3",version="3.12.3"} 1.0\n' +
    one('process_virtual_memory_bytes', 'Virtual memory size in bytes.', 'gauge', rss + heapTotal) +
    one('process_resident_memory_bytes', 'Resident memory size in bytes.', 'gauge', rss) +
    one('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.', 'gauge', startSeconds) +
    one(
      'process_cpu_seconds_total',
      'Total user and system CPU time spent in seconds.',
      'counter',
      (user + system) / 1e6,
    ) +
    one('process_open_fds', 'Number of open file descriptors.', 'gauge', 12) +
    one('process_max_fds', 'Maximum number of open file descriptors.', 'gauge', 1024)
  );
}
