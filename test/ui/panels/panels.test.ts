import assert from 'node:assert/strict';
import { checkPanelState, checkProbeId, checkRange } from '../../../src/ui/panels/panelChecks.ts';
import { panelHtml } from '../../../src/ui/panels/panelHtml.ts';
import { probeState, serviceState } from '../states.ts';

describe('what a page sends', () => {
  it('is a range only where it is one of ours', () => {
    assert.equal(checkRange('15m'), '15m');
    for (const other of ['16m', '', 'toString', '__proto__', 7, null, undefined, ['15m'], {}])
      assert.equal(checkRange(other), undefined);
  });

  it('is a probe only where the service has it', () => {
    const service = serviceState('a', { probes: [probeState('a/health')] });
    assert.equal(checkProbeId('a/health', service), 'a/health');
    for (const other of ['b/health', '', undefined, 7, ['a/health'], {}])
      assert.equal(checkProbeId(other, service), undefined);
    assert.equal(checkProbeId('a/health', undefined), undefined);
  });

  it('is a kept state only where it names a service', () => {
    assert.equal(checkPanelState({ serviceId: 'a', range: '1h' }), 'a');
    for (const other of [
      undefined,
      null,
      'a',
      {},
      { serviceId: 7 },
      { serviceId: '' },
      { serviceId: 'x'.repeat(2000) },
    ])
      assert.equal(checkPanelState(other), undefined);
  });
});

describe('panelHtml', () => {
  const html = panelHtml({
    cspSource: 'https://*.vscode-cdn.net',
    nonce: 'N0nce',
    script: 'https://x/service.js',
    styles: ['https://x/a.css'],
    title: '"><script>alert(1)</script>',
    language: 'en',
    serviceId: `a"b'<c>&`,
  });

  it('lets only its own script run, and nothing be fetched', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
    assert.ok(policy.startsWith("default-src 'none';"), policy);
    assert.ok(policy.includes("script-src 'nonce-N0nce'"));
    assert.ok(!/unsafe|connect-src|\*;/.test(policy), policy);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(html.includes('<script nonce="N0nce" src="https://x/service.js">'));
  });

  it('escapes names', () => {
    assert.ok(html.includes('data-service-id="a&quot;b&#39;&lt;c&gt;&amp;"'));
    assert.ok(!html.includes('<script>alert'));
  });
});
