// Alertmanager's configuration beside the real amtool: what it refuses, and where an alert goes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAlertmanager } from '../../../src/engine/configFiles/readAlertmanager.ts';
import { routeAlert } from '../../../src/engine/configFiles/routeAlert.ts';
import { need } from '../../support/provision/need.ts';
import { ALERTMANAGER_FILES } from './alertmanagerFiles.ts';

const TREE = `route:
  receiver: default
  group_by: [alertname]
  routes:
    - receiver: critical
      matchers: ['severity="critical"']
      continue: true
      group_wait: 5s
      routes:
        - receiver: night
          match: { team: web }
        - match_re: { team: 'db|cache' }
          group_by: ['...']
          repeat_interval: 1h
    - receiver: audit
      matchers: ['severity=~"critical|warning"', 'job!="test"']
      routes:
        - receiver: nobody
          matchers: ['{team="web",env!~"prod.*"}']
    - receiver: rest
      matchers: [severity!=info, env=]
receivers: [{ name: default }, { name: critical }, { name: night }, { name: audit }, { name: nobody }, { name: rest }]
`;

describe('the configuration of an Alertmanager, beside the real amtool', function () {
  let folder: string;
  before(async function () {
    await need(this, 'alertmanager');
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-amtool-'));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  const amtool = (text: string, ...args: readonly string[]) => {
    const file = path.join(folder, 'alertmanager.yml');
    writeFileSync(file, text);
    return spawnSync(
      'amtool',
      args[0] === 'config' ? [...args.slice(0, 3), `--config.file=${file}`, ...args.slice(3)] : [...args, file],
      {
        encoding: 'utf8',
      },
    );
  };

  it('is refused where amtool refuses it, and nowhere else', () => {
    const differing = ALERTMANAGER_FILES.flatMap((text) => {
      const { problems } = readAlertmanager(text);
      const peer = amtool(text, 'check-config');
      if ((problems.length === 0) === (peer.status === 0)) return [];
      return [{ text, ours: problems.map(({ message }) => message), theirs: peer.stdout + peer.stderr }];
    });
    assert.deepEqual(differing, []);
    const refused = ALERTMANAGER_FILES.filter((text) => readAlertmanager(text).problems.length > 0);
    assert.ok(refused.length > 60 && ALERTMANAGER_FILES.length - refused.length > 40, 'both kinds are there');
  });

  it('sends an alert to the same receivers', () => {
    const { route, problems } = readAlertmanager(TREE);
    assert.deepEqual(problems, []);
    assert.ok(route !== undefined);
    let compared = 0;
    for (const severity of ['critical', 'warning', 'info', ''])
      for (const team of ['web', 'db', 'cache', 'other', ''])
        for (const env of ['prod-1', 'dev', ''])
          for (const job of ['api', 'test']) {
            const labels = Object.fromEntries(
              Object.entries({ severity, team, env, job }).filter(([, value]) => value !== ''),
            );
            const args = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
            // amtool is slow to start: every third of all combinations.
            if (compared++ % 3 !== 0) continue;
            const peer = amtool(TREE, 'config', 'routes', 'test', ...args);
            assert.equal(
              routeAlert(route, labels)
                .map(({ receiver }) => receiver)
                .join(','),
              peer.stdout.trim(),
              args.join(' '),
            );
          }
  });
});
