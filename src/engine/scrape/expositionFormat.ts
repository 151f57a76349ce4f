/** The two text formats: Prometheus text 0.0.4 and OpenMetrics 1.0. */
export type ExpositionFormat = 'text' | 'openmetrics';

/** What a scrape can read: beside the text formats, Prometheus' protobuf messages, the only format with native histograms. */
export type ScrapeFormat = ExpositionFormat | 'protobuf';

/** What a scrape asks for, in order of preference, as Prometheus does (without protobuf). */
export const ACCEPT_HEADER =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,' +
  'application/openmetrics-text;version=0.0.1;q=0.4,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';

/** The same with protobuf before all others, for a target whose native histograms are wanted. */
export const PROTOBUF_ACCEPT_HEADER = `application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,${ACCEPT_HEADER}`;

/**
 * The format that a Content-Type header promises. Whatever is not OpenMetrics is read as text, as Prometheus does where a
 * fallback is configured: many small exporters send `text/html` or no header at all.
 */
export function formatOf(contentType: string | undefined): ExpositionFormat {
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  return mediaType === 'application/openmetrics-text' ? 'openmetrics' : 'text';
}

/** As `formatOf`, for one who can read protobuf too. */
export function scrapeFormatOf(contentType: string | undefined): ScrapeFormat {
  const [mediaType = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const isFamilies =
    mediaType === 'application/vnd.google.protobuf' &&
    parameters.includes('proto=io.prometheus.client.metricfamily') &&
    parameters.includes('encoding=delimited');
  return isFamilies ? 'protobuf' : formatOf(contentType);
}
