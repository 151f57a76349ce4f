// The dns probe against a real name server (dnsmasq) on loopback.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { userInfo } from 'node:os';
import type { DnsProbeConfig } from '../../../src/model/service.ts';
import { freePort } from '../../support/provision/freePort.ts';
import { need } from '../../support/provision/need.ts';
import { type OwnedProcess, spawnOwned } from '../../support/provision/ownedProcess.ts';
import { mustProvide } from '../../support/provision/tools.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';

const RECORDS = [
  '--local=/shop.test/',
  '--address=/www.shop.test/10.0.0.7',
  '--host-record=two.shop.test,10.0.0.8,fd00::8',
  '--cname=alias.shop.test,two.shop.test',
  '--mx-host=shop.test,mail.shop.test,10',
  '--txt-record=shop.test,v=spf1 -all',
  '--srv-host=_http._tcp.shop.test,two.shop.test,8080,1,2',
  '--caa-record=shop.test,0,issue,ca.example',
  '--ptr-record=8.0.0.10.in-addr.arpa,two.shop.test',
];

describe('dns probe', function () {
  let kit: Kit;
  let port: number;
  let server: OwnedProcess;
  let mute: Socket;

  before(async function () {
    await need(this, 'dnsmasq');
    const { path } = await mustProvide('dnsmasq');
    port = await freePort();
    server = spawnOwned(path, [
      '--no-daemon',
      '--conf-file=/dev/null',
      `--user=${userInfo().username}`,
      '--no-resolv',
      '--no-hosts',
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      `--port=${port}`,
      ...RECORDS,
    ]);
    const resolver = new Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    await waitFor(
      'dnsmasq',
      () =>
        resolver.resolve4('www.shop.test').then(
          () => true,
          () => false,
        ),
      { program: server },
    );
    mute = createSocket('udp4').bind(0, '127.0.0.1');
    kit = probeKit();
  });
  after(async () => {
    kit?.dispose();
    mute?.close();
    await server?.stop();
  });

  const dns = (query: string, rest: Partial<DnsProbeConfig> = {}): DnsProbeConfig => ({
    ...BASE,
    kind: 'dns',
    query,
    type: 'A',
    server: `127.0.0.1:${port}`,
    expected: [],
    ...rest,
  });

  it('looks records of each type up', async () => {
    const rows = [
      ['www.shop.test', 'A', '10.0.0.7'],
      ['two.shop.test', 'AAAA', 'fd00::8'],
      ['alias.shop.test', 'CNAME', 'two.shop.test'],
      ['shop.test', 'MX', '10 mail.shop.test'],
      ['shop.test', 'TXT', 'v=spf1 -all'],
      ['_http._tcp.shop.test', 'SRV', '1 2 8080 two.shop.test'],
      ['shop.test', 'CAA', '0 issue "ca.example"'],
      ['10.0.0.8', 'PTR', 'two.shop.test'],
      ['8.0.0.10.in-addr.arpa', 'PTR', 'two.shop.test'],
    ] as const;
    for (const [query, type, answer] of rows) {
      const result = await kit.run(dns(query, { type, expected: [answer] }));
      assert.equal(result.status, 'up', `${query} ${type}: ${result.reason}`);
      assert.ok(result.reason.startsWith(`${query} ${type} is ${answer}, in `), result.reason);
      assert.equal(sampleOf(result, 'probe_dns_answer_rrs'), 1);
    }
  });

  it('is down where an answer is missing, and says which', async () => {
    const result = await kit.run(dns('two.shop.test', { expected: ['10.0.0.8', '10.0.0.9'] }));
    assert.equal(result.status, 'down');
    assert.equal(result.reason, 'two.shop.test A is 10.0.0.8, and not 10.0.0.9');
    assert.deepEqual(
      result.checks.map(({ name, status }) => `${name} ${status}`),
      ['10.0.0.8 up', '10.0.0.9 down'],
    );
    assert.equal((await kit.run(dns('alias.shop.test', { type: 'CNAME', expected: ['TWO.shop.test.'] }))).status, 'up');
  });

  it('tells no name, no record, a refusal and no answer apart', async () => {
    const none = await kit.run(dns('nobody.shop.test'));
    assert.match(none.reason, /^there is no name "nobody\.shop\.test" \(NXDOMAIN, says 127\.0\.0\.1:\d+\)$/);
    assert.equal(none.status, 'down');
    const bare = await kit.run(dns('two.shop.test', { type: 'MX' }));
    assert.match(bare.reason, /^"two\.shop\.test" has no MX record, says /);
    assert.equal(bare.status, 'down');
    const foreign = await kit.run(dns('elsewhere.example'));
    assert.match(foreign.reason, /does not answer this question \(REFUSED\)$/);
    assert.equal(foreign.status, 'unknown');
    const late = await kit.run(dns('a.test', { server: `127.0.0.1:${mute.address().port}`, timeoutMs: 100 }));
    assert.match(late.reason, /^127\.0\.0\.1:\d+ did not answer(?: within 100ms)?$/);
    assert.equal(late.status, 'down');
    const gone = await kit.run(dns('a.test', { server: `127.0.0.1:${await freePort()}` }));
    assert.match(gone.reason, /^nothing listens on |did not answer/);
    assert.equal(gone.status, 'down');
    assert.deepEqual(kit.bugs, []);
  });

  it('lets an assertion decide, also on a name that must not be', async () => {
    const assertion = {
      text: '[BODY].rcode == NXDOMAIN',
      left: { kind: 'fact', fact: { name: 'BODY', path: '$.rcode' }, written: '[BODY].rcode' },
      comparison: '==',
      right: { kind: 'text', text: 'NXDOMAIN' },
      otherwise: 'down',
    } as const;
    const gone = await kit.run(dns('nobody.shop.test', { assertions: [assertion] }));
    assert.equal(gone.status, 'up', gone.reason);
    const there = await kit.run(dns('www.shop.test', { assertions: [assertion] }));
    assert.equal(there.status, 'down');
    assert.match(there.reason, /is "NOERROR"$/);
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const run = kit.run(
      dns('a.test', { server: `127.0.0.1:${mute.address().port}`, timeoutMs: 60_000 }),
      controller.signal,
    );
    setTimeout(() => controller.abort(), 20);
    // Long before its own time is up, which would be another reason.
    assert.equal((await run).reason, 'the run was cancelled');
  });
});
