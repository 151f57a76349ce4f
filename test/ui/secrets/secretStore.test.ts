import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../src/base/event.ts';
import { SecretAsker } from '../../../src/ui/secrets/secretAsker.ts';
import { wantedOrigins } from '../../../src/ui/secrets/secretOrigins.ts';
import { SecretStore } from '../../../src/ui/secrets/secretStore.ts';
import { probeState, serviceState } from '../states.ts';

function setUp() {
  const values = new Map<string, string>();
  const kept = new Map<string, unknown>();
  const changed = new Emitter<vscode.SecretStorageChangeEvent>();
  const change = (key: string): Promise<void> => {
    changed.fire({ key });
    return Promise.resolve();
  };
  const store = new SecretStore({
    storage: {
      get: (key) => Promise.resolve(values.get(key)),
      store: (key, value) => (values.set(key, value), change(key)),
      delete: (key) => (values.delete(key), change(key)),
      onDidChange: (listener: (event: vscode.SecretStorageChangeEvent) => unknown) =>
        changed.event((event) => void listener(event)),
    },
    memento: {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => (kept.set(key, value), Promise.resolve()),
    } as Pick<vscode.Memento, 'get' | 'update'>,
  });
  return { store, values, kept, changed };
}

describe('SecretStore', () => {
  it('keeps value and origins in secret storage, and only the name beside it', async () => {
    const { store, values, kept } = setUp();
    await store.set({ name: 'admin', value: 'hunter2!', origins: ['https://b', 'https://a', 'https://b'] });
    assert.deepEqual(JSON.parse(values.get('watchpost.secret.admin')!), {
      value: 'hunter2!',
      origins: ['https://a', 'https://b'],
    });
    assert.ok(!JSON.stringify([...kept]).includes('hunter2'));
    assert.deepEqual(store.names, ['admin']);
    assert.deepEqual(await store.get('admin'), {
      name: 'admin',
      value: 'hunter2!',
      origins: ['https://a', 'https://b'],
    });
  });

  it('allows one more origin, of a secret that there is', async () => {
    const { store } = setUp();
    await store.set({ name: 'a', value: 'v', origins: ['https://a'] });
    assert.equal(await store.allow('a', 'https://b'), true);
    assert.deepEqual((await store.get('a'))?.origins, ['https://a', 'https://b']);
    assert.equal(await store.allow('none', 'https://b'), false);
  });

  it('forgets what is removed, and tells of each change', async () => {
    const { store, values } = setUp();
    let changes = 0;
    store.onDidChange(() => changes++);
    await store.set({ name: 'a', value: 'v', origins: [] });
    await store.remove('a');
    assert.equal(changes, 2);
    assert.equal(values.size, 0);
    assert.deepEqual(store.names, []);
    assert.deepEqual(await store.getAll(['a', 'b']), []);
  });

  it('takes a stored text that is not one of ours for none', async () => {
    const { store, values } = setUp();
    for (const text of ['x', '7', '{}', '{"value":1,"origins":[]}', '{"value":"v"}']) {
      values.set('watchpost.secret.a', text);
      assert.equal(await store.get('a'), undefined, text);
    }
  });

  it('does not write down the secrets of development', async () => {
    const { store, values } = setUp();
    store.addDevelopment('[{"name":"dev","value":"v","origins":["https://a"]},{"name":"bad"},7]');
    assert.deepEqual(await store.getAll(['dev', 'bad']), [{ name: 'dev', value: 'v', origins: ['https://a'] }]);
    assert.equal(values.size, 0);
  });

  it('hears no more after it is disposed', () => {
    const { store, changed } = setUp();
    store.dispose();
    assert.equal(changed.hasListeners, false);
  });
});

describe('SecretAsker', () => {
  it('asks once for a missing secret, and once per origin for a refused one', () => {
    const asker = new SecretAsker();
    const ask = (name: string, origin: string, why: 'missing' | 'originRefused'): boolean =>
      asker.shouldAsk({ name, origin, why });
    assert.deepEqual(
      [
        ask('a', 'https://x', 'missing'),
        ask('a', 'https://y', 'missing'),
        ask('a', 'https://x', 'originRefused'),
        ask('a', 'https://y', 'originRefused'),
        ask('a', 'https://x', 'originRefused'),
        ask('b', 'https://x', 'missing'),
      ],
      [true, false, true, true, false, true],
    );
  });
});

describe('wantedOrigins', () => {
  it('joins what the settings say with what the engine met', () => {
    const need = { name: 'a', origin: 'command:node x.js', why: 'missing' } as const;
    const services = [
      serviceState('s', { probes: [probeState('s/command', { secretNeeded: need }), probeState('s/x')] }),
    ];
    const usedBy = [
      { serviceId: 's', path: [], origin: 'https://x' },
      { serviceId: 't', path: [], origin: 'https://x' },
      { serviceId: 's', path: [] },
    ];
    assert.deepEqual(
      wantedOrigins(
        'a',
        [
          { name: 'a', usedBy },
          { name: 'b', usedBy: [] },
        ],
        services,
      ),
      ['command:node x.js', 'https://x'],
    );
    assert.deepEqual(wantedOrigins('b', [], services), []);
  });
});
