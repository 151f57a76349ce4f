import assert from 'node:assert/strict';
import { diagnosticsText } from '../../src/ui/diagnosticsText.ts';
import { probeState, serviceState } from './states.ts';

describe('diagnosticsText', () => {
  it('counts, and names nothing of the user', () => {
    const text = diagnosticsText({
      version: '1.0.0',
      editor: { name: 'VS Code', version: '1.105.0', remote: undefined, ui: 'desktop' },
      node: '24.0.0',
      platform: 'linux x64',
      trusted: true,
      folders: 1,
      engine: { kind: 'restarting', reason: '/home/ada/x.js', attempt: 2, delayMs: 1 },
      engineRestarts: 2,
      engineDiagnostics: 'the engine is not running',
      settings: {
        config: { services: [], concurrency: 1, historyMaxAgeMs: 1, historyMaxBytes: 1 },
        statusBar: 'always',
        rules: [],
        logsInSource: true,
        pathMappings: [],
        alerts: {
          without: [],
          notify: 'critical',
          status: 'down',
          quietHours: 'none',
          alertmanager: '',
          prometheus: '',
          prometheusEvaluates: false,
          webhook: 'none',
          slack: 'none',
        },
        problems: [
          {
            code: 'settings.badUrl',
            message: 'http://ada:pw@host',
            severity: 'error',
            path: ['watchpost.services', 'ada'],
          },
        ],
        secrets: [{ name: 'ada-key', usedBy: [] }],
      },
      services: [serviceState('ada', { status: 'down', probes: [probeState('ada/x', { target: 'http://ada/' })] })],
      bugs: 0,
    });
    assert.ok(!text.includes('ada'), text);
    const { services, settingsProblems, secretsNamed, engine } = JSON.parse(text);
    assert.deepEqual(services, { configured: 0, byStatus: { down: 1 }, probesByKindAndStatus: { 'http up': 1 } });
    assert.deepEqual(settingsProblems, [{ code: 'settings.badUrl', severity: 'error' }]);
    assert.equal(secretsNamed, 1);
    assert.deepEqual(engine, { kind: 'restarting', attempt: 2 });
  });
});
