import assert from 'node:assert/strict';
import { missingSecrets } from '../../../src/ui/secrets/missingSecrets.ts';

describe('missingSecrets', () => {
  it('is a hint at each place that names a secret which is not there', () => {
    const use = (key: string) => ({ serviceId: 'a', path: ['watchpost.services', 'a', key] });
    const uses = [
      { name: 'known', usedBy: [use('health')] },
      { name: 'missing', usedBy: [use('health'), use('metrics')] },
    ];
    const found = missingSecrets(uses, [{ name: 'known' }]);
    assert.deepEqual(
      found.map(({ code, severity, path }) => [code, severity, path?.at(-1)]),
      [
        ['secret.missing', 'info', 'health'],
        ['secret.missing', 'info', 'metrics'],
      ],
    );
  });
});
