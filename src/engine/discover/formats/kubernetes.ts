import { asList, asObject, asText, type Dictionary } from '../discoverFile.ts';
import { type DiscoverFormat, type Found, optional } from '../found.ts';

const KINDS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'Pod']);
const ROLES = [
  ['startupProbe', 'startup'],
  ['livenessProbe', 'liveness'],
  ['readinessProbe', 'readiness'],
] as const;

/** Kubernetes manifests: a service for each container with probes, asked on this machine (`kubectl port-forward`). */
export const kubernetesFormat: DiscoverFormat = {
  name: 'Kubernetes',
  read(file) {
    if (!/^[ \t-]*apiVersion:/m.test(file.text) || !file.text.includes('Probe')) return [];
    return file
      .documents()
      .flatMap((document) => {
        const one = asObject(document);
        return one['kind'] === 'List' ? asList(one['items']).map(asObject) : [one];
      })
      .flatMap(readObject);
  },
};

function readObject(object: Dictionary): Found[] {
  const kind = asText(object['kind']);
  const name = asText(asObject(object['metadata'])['name']);
  if (kind === undefined || name === undefined || !KINDS.has(kind)) return [];
  const spec = asObject(object['spec']);
  const pod = kind === 'Pod' ? spec : asObject(asObject(spec['template'])['spec']);
  const containers = asList(pod['containers']).map(asObject);
  return containers.flatMap((container) => {
    const own = asText(container['name']) ?? name;
    const of = { kind, object: name, container: own, namespace: asText(asObject(object['metadata'])['namespace']) };
    const probes = ROLES.flatMap(([key, role]) => readProbe(asObject(container[key]), role, container, of));
    if (probes.length === 0) return [];
    const service: Record<string, unknown[]> = {};
    for (const [setting, value] of probes) (service[setting] ??= []).push(value);
    const ports = [...new Set(probes.flatMap(([, , port]) => port ?? []))];
    const target = `${kind.toLowerCase()}/${name}`;
    return [
      {
        key: `${kind} ${name} ${own}`,
        name: containers.length === 1 ? name : `${name} ${own}`,
        service: Object.fromEntries(
          Object.entries(service).map(([key, list]) => [key, list.length === 1 ? list[0] : list]),
        ),
        notes: ports.length === 0 ? [] : [`asked on this machine: kubectl port-forward ${target} ${ports.join(' ')}`],
      },
    ];
  });
}

interface Place {
  readonly kind: string;
  readonly object: string;
  readonly container: string;
  readonly namespace: string | undefined;
}

type Probe = readonly [setting: string, value: Dictionary, port?: number];

function readProbe(probe: Dictionary, role: string, container: Dictionary, place: Place): Probe[] {
  const common = { name: role, role, ...timing(probe) };
  const [http, tcp, grpc, exec] = ['httpGet', 'tcpSocket', 'grpc', 'exec'].map((key) => asObject(probe[key]));
  const httpPort = portOf(http?.['port'], container);
  if (httpPort !== undefined) {
    const scheme = asText(http?.['scheme']) === 'HTTPS' ? 'https' : 'http';
    const path = asText(http?.['path']) ?? '/';
    const url = `${scheme}://localhost:${httpPort}${path.startsWith('/') ? path : `/${path}`}`;
    // The kubelet takes any certificate.
    return [['health', { url, ...common, ...(scheme === 'https' && { tls: { insecureSkipVerify: true } }) }, httpPort]];
  }
  const tcpPort = portOf(tcp?.['port'], container);
  if (tcpPort !== undefined) return [['tcp', { host: 'localhost', port: tcpPort, ...common }, tcpPort]];
  const grpcPort = portOf(grpc?.['port'], container);
  if (grpcPort !== undefined) {
    const service = optional('service', asText(grpc?.['service']));
    return [['grpc', { host: 'localhost', port: grpcPort, ...service, ...common }, grpcPort]];
  }
  const words = asList(exec?.['command']).map(asText);
  if (words.length === 0 || words.some((word) => word === undefined)) return [];
  const namespace = place.namespace === undefined ? [] : ['-n', place.namespace];
  const target = `${place.kind.toLowerCase()}/${place.object}`;
  const command = ['kubectl', 'exec', ...namespace, target, '-c', place.container, '--', ...words];
  return [['command', { command, ...common }]];
}

/** A number, or the name of one of the container's ports. */
function portOf(port: unknown, container: Dictionary): number | undefined {
  if (typeof port === 'number') return port;
  if (typeof port !== 'string') return undefined;
  if (/^\d{1,5}$/.test(port)) return Number(port);
  const named = asList(container['ports'])
    .map(asObject)
    .find(({ name }) => name === port);
  const found = named?.['containerPort'];
  return typeof found === 'number' ? found : undefined;
}

function timing(probe: Dictionary): Dictionary {
  const seconds = (key: string): string | undefined => {
    const value = probe[key];
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? `${value}s` : undefined;
  };
  const count = (key: string): number | undefined => {
    const value = probe[key];
    return typeof value === 'number' && Number.isInteger(value) && value > 1 ? value : undefined;
  };
  return {
    ...optional('initialDelay', seconds('initialDelaySeconds')),
    ...optional('interval', seconds('periodSeconds')),
    ...optional('timeout', seconds('timeoutSeconds')),
    ...optional(
      'failureThreshold',
      typeof probe['failureThreshold'] === 'number' ? probe['failureThreshold'] : undefined,
    ),
    ...optional('successThreshold', count('successThreshold')),
  };
}
