import assert from 'node:assert/strict';
import { newServiceSnippet } from '../../src/config/newService.ts';
import { read } from './check.ts';

describe('newServiceSnippet', () => {
  it('proposes settings that the reader takes', () => {
    const rows = [
      ['http://localhost:3000/health', 'localhost-3000', { health: 'http://localhost:3000/health' }],
      [' localhost:3000 ', 'localhost-3000', { health: 'http://localhost:3000' }],
      ['https://api.example/metrics', 'api.example', { metrics: 'https://api.example/metrics' }],
      ['redis://cache', 'cache', { redis: 'redis://cache' }],
      ['postgres://u:p@w@db/app', 'db', { postgres: 'postgres://u:${secret:db}@db/app' }],
      ['https://u:hunter2@a/x@y', 'a', { health: 'https://u:${secret:a}@a/x@y' }],
      ['tcp://db:5432', 'db-5432', { tcp: 'db:5432' }],
      ['http://[::1]:80/', '--1', { health: 'http://[::1]:80/' }],
    ] as const;
    for (const [url, name, service] of rows) {
      assert.deepEqual(newServiceSnippet(url), { name, service }, url);
      assert.deepEqual(read({ 'watchpost.services': { [name]: service } }).problems, [], url);
    }
    for (const url of ['', 'http://', 'ftp://a', 'tcp://a', 'not a url'])
      assert.equal(newServiceSnippet(url), undefined, url);
  });
});
