/** Prometheus labels a scraped target with its host and port; a probe that looks at a URL is labelled with all of it. */
export function hostAndPort(target: string): string {
  if (!URL.canParse(target)) return target;
  const { host, protocol, hostname, port } = new URL(target);
  return port === '' ? `${hostname}:${protocol === 'https:' ? 443 : 80}` : host;
}
