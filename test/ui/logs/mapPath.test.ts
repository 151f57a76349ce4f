import assert from 'node:assert/strict';
import { mapPath } from '../../../src/ui/logs/mapPath.ts';

describe('mapPath', () => {
  const mappings = [
    { from: '/srv/app', to: '/work/app' },
    { from: '/srv/app/vendor/', to: '/work/vendor' },
    { from: 'C:\\inetpub\\shop', to: '/work/shop/' },
    { from: '/', to: '/work/root' },
  ];
  for (const [named, expected] of [
    ['/srv/app/src/pay.ts', ['/work/app/src/pay.ts', '/work/root/srv/app/src/pay.ts']],
    ['/srv/app/vendor/x.js', ['/work/vendor/x.js', '/work/app/vendor/x.js', '/work/root/srv/app/vendor/x.js']],
    ['/srv/apple/x.js', ['/work/root/srv/apple/x.js']],
    ['C:\\inetpub\\shop\\api\\Pay.cs', ['/work/shop/api/Pay.cs']],
    ['src/pay.ts', []],
  ] as const) {
    it(named, () => assert.deepEqual(mapPath(named, mappings), expected));
  }
});
