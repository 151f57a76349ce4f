import assert from 'node:assert/strict';
import { parseQuery } from '../../../src/engine/promql/parse/parseQuery.ts';
import { prettify } from '../../../src/engine/promql/prettify.ts';
import { PrometheusServer } from '../../support/prometheusServer.ts';
import { need } from '../../support/provision/need.ts';

const JOB = '{job="a-service-with-a-rather-long-name",route!~"/health|/metrics"}';
const QUERIES = [
  'sum(up)by(job)',
  'up{b="2",a="1"}>bool 1',
  'rate(x[300s]offset 1h)',
  `sum by(job)(rate(a${JOB}[5m]))/ignoring(x)group_left(y) sum by(job)(rate(b${JOB}[5m]))>0.05`,
  `-histogram_quantile(0.95,sum by(job,le)(rate(a_bucket${JOB}[5m]))+sum by(job,le)(rate(b_bucket${JOB}[5m])))`,
  `topk(5,sum by(job)(rate(a${JOB}[5m]))+on(job)sum by(job)(rate(b${JOB}[5m])))`,
  `sum without(instance)((rate(a${JOB}[5m])or rate(b${JOB}[5m])))and on()up`,
  `max_over_time((sum by(job)(rate(a${JOB}[5m]))+sum by(job)(rate(b${JOB}[5m])))[1h:5m]offset 5m)`,
  `label_replace(a${JOB},"to","$1","from","(.*)")unless absent(b${JOB}@end())`,
];

describe('the form of expressions, beside the real Prometheus', function () {
  let server: PrometheusServer;
  before(async function () {
    await need(this, 'prometheus');
    server = await PrometheusServer.start(['# EOF\n']);
  });
  after(() => server?.stop());

  for (const query of QUERIES) {
    it(`is the same: ${query}`, async () => {
      const answer = await fetch(`${server.url}/api/v1/format_query?query=${encodeURIComponent(query)}`);
      const { data } = (await answer.json()) as { data?: string };
      const parsed = parseQuery(query);
      assert.ok(parsed.ok);
      assert.equal(prettify(parsed.value), data);
    });
  }
});
