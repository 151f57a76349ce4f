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
  const INPUT = {
    nonce: 'N0nce',
    script: 'start();',
    styles: ['a{}', 'b{}'],
    title: '"><script>alert(1)</script>',
    language: 'de',
    translations: { Up: `"><script>alert(2)</script>` },
    serviceId: `a"b'<c>&`,
  };
  const html = panelHtml(INPUT);

  it('lets only its own script run, and loads nothing', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
    assert.ok(policy.startsWith("default-src 'none';"), policy);
    assert.ok(policy.includes("script-src 'nonce-N0nce'"));
    assert.ok(!/unsafe|connect-src|https?:|'self'|\*/.test(policy), policy);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(html.includes('<script nonce="N0nce">start();</script>'));
    assert.ok(html.includes('<style nonce="N0nce">a{}</style>\n<style nonce="N0nce">b{}</style>'));
    assert.ok(!/\b(?:src|href)=/.test(html));
  });

  it('holds what the page begins with, which ends no element', () => {
    const start = { rows: ['</script><script>alert(1)</script>', '<!--<script>', '&lt; \u2028'] };
    const [, json = ''] =
      /<script type="application\/json" id="start">(.*)<\/script>\n<script nonce/s.exec(
        panelHtml({ ...INPUT, start }),
      ) ?? [];
    assert.ok(!json.includes('<'), json);
    assert.deepEqual(JSON.parse(json), start);
    assert.ok(!html.includes('id="start"'));
  });

  it('says in which language it is', () => {
    assert.ok(html.includes('<html lang="de">'));
  });

  it('escapes names and translations', () => {
    assert.ok(
      html.includes(
        'data-translations="{&quot;Up&quot;:&quot;\\&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;&quot;}"',
      ),
    );
    assert.ok(html.includes('data-service-id="a&quot;b&#39;&lt;c&gt;&amp;"'));
    assert.ok(!html.includes('<script>alert'));
  });
});
