const HEX = '0123456789abcdef';
const BASE36 = 'bcdfghjklmnpqrstvwxz2456789';
const FAMILIES = [
  ['kube_pod_container_resource_requests', 'resource="cpu",unit="core"', 'gauge'],
  ['kube_pod_container_status_restarts_total', 'reason="Completed"', 'counter'],
  ['kube_pod_status_phase', 'phase="Running"', 'gauge'],
  ['kube_pod_container_status_last_terminated_exitcode', '', 'gauge'],
] as const;

/** What a made body is to hold. */
export interface KubeBodyOptions {
  readonly bytes: number;
  /** Changes the values, and nothing else. */
  readonly round: number;
  /** Share of the lines to leave out, and share of new lines to put in, evenly spread. */
  readonly dropped?: number;
  readonly added?: number;
}

/** A body as kube-state-metrics makes them, the same for the same options: about 188 bytes a sample, a long line a series. */
export function kubeBody({ bytes, round, dropped = 0, added = 0 }: KubeBodyOptions): Buffer {
  const out = Buffer.allocUnsafe(bytes + 1024);
  let at = 0;
  const perFamily = bytes / FAMILIES.length;
  let series = 0;
  for (const [name, rest, type] of FAMILIES) {
    const familyEnd = at + perFamily;
    at += out.write(`# HELP ${name} Made for the benchmark.\n# TYPE ${name} ${type}\n`, at, 'latin1');
    while (at < familyEnd) {
      series++;
      if (dropped > 0 && series % Math.round(1 / dropped) === 0) continue;
      at += out.write(line(name, rest, series, round), at, 'latin1');
      if (added > 0 && series % Math.round(1 / added) === 0) {
        at += out.write(line(name, rest, series + 10_000_000, round), at, 'latin1');
      }
      if (at > bytes + 512) break;
    }
  }
  return out.subarray(0, at);
}

function line(name: string, rest: string, series: number, round: number): string {
  const random = mixer(series);
  const pod = `service-${random() % 400}-${pick(BASE36, 9, random)}-${pick(BASE36, 5, random)}`;
  const uid = [8, 4, 4, 4, 12].map((length) => pick(HEX, length, random)).join('-');
  const labels = `namespace="team-${random() % 40}",pod="${pod}",uid="${uid}",container="app",node="node-${random() % 60}"${rest === '' ? '' : `,${rest}`}`;
  const change = series + round * 7919;
  const value =
    series % 4 === 0
      ? change % 100_000
      : series % 4 === 1
        ? `${change % 1000}.${change % 997}`
        : series % 4 === 2
          ? '1'
          : `${(change % 9) + 1}.${change % 99_991}e+09`;
  return `${name}{${labels}} ${value}\n`;
}

function pick(alphabet: string, length: number, random: () => number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[random() % alphabet.length];
  return text;
}

function mixer(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
