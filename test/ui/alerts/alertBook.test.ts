import assert from 'node:assert/strict';
import type { Silence } from '../../../src/model/alert.ts';
import { AlertBook } from '../../../src/ui/alerts/alertBook.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { shownAlert } from './shownAlert.ts';

describe('the book of alerts', () => {
  let clock: FakeClock;
  let stored: Map<string, unknown>;
  let sent: (readonly Silence[])[];
  const open = (): AlertBook =>
    new AlertBook({
      clock,
      memento: {
        get: (key: string) => stored.get(key),
        update: (key: string, value: unknown) => Promise.resolve(void stored.set(key, value)),
      } as ConstructorParameters<typeof AlertBook>[0]['memento'],
      send: (silences) => sent.push(silences),
    });
  const silence = (id: string, lastsMs: number): Silence => ({
    id,
    matchers: [{ name: 'job', op: '=', value: 'api' }],
    endsAtMs: clock.now() + lastsMs,
    comment: '',
  });
  beforeEach(() => {
    clock = new FakeClock();
    stored = new Map();
    sent = [];
  });

  it('calls for what fires, is not silenced and not acknowledged', async () => {
    const book = open();
    const alerts = [
      shownAlert({ id: 'a' }),
      shownAlert({ id: 'b', silencedBy: 's' }),
      shownAlert({ id: 'c', state: 'pending' }),
      shownAlert({ id: 'd', state: 'resolved' }),
    ];
    book.apply({ alerts, omitted: 0 });
    assert.deepEqual(
      book.calling.map(({ id }) => id),
      ['a'],
    );
    await book.acknowledge(alerts[0]!, 'mine');
    assert.deepEqual(book.calling, []);
    assert.equal(book.find('a')!.acknowledged!.note, 'mine');
    await book.unacknowledge(alerts[0]!);
    assert.equal(book.calling.length, 1);
  });

  it('keeps an acknowledgement over a reload, and not for the next firing of the alert', async () => {
    const alert = shownAlert();
    const first = open();
    first.apply({ alerts: [alert], omitted: 0 });
    await first.acknowledge(alert, '');
    const book = open();
    // A reload knows the second in which it began, and no more.
    book.apply({ alerts: [{ ...alert, activeAtMs: alert.activeAtMs + 400 }], omitted: 0 });
    assert.equal(book.calling.length, 0);
    book.apply({ alerts: [shownAlert({ activeAtMs: alert.activeAtMs + 1_000 })], omitted: 0 });
    assert.equal(book.calling.length, 1);
  });

  it('sends silences at once, after a reload, and when one of them ends', async () => {
    const first = open();
    assert.deepEqual(sent.pop(), []);
    await first.silence(silence('short', 1_000));
    await first.silence(silence('long', 5_000));
    assert.deepEqual(
      sent.at(-1)!.map(({ id }) => id),
      ['short', 'long'],
    );
    first.dispose();
    clock.advance(500);
    const book = open();
    assert.equal(sent.at(-1)!.length, 2);
    clock.advance(600);
    await Promise.resolve();
    assert.deepEqual(
      sent.at(-1)!.map(({ id }) => id),
      ['long'],
    );
    await book.expire('long');
    assert.deepEqual(sent.at(-1), []);
    book.dispose();
  });

  it('takes whatever is in the storage', () => {
    stored.set('alerts.silences', [{ id: 1 }, 'x', null, { ...silence('ok', 1_000), matchers: [{ op: '==' }, 7] }]);
    stored.set('alerts.acknowledged', { not: 'a list' });
    const book = open();
    assert.deepEqual(book.silences, [{ ...silence('ok', 1_000), matchers: [] }]);
    book.dispose();
  });
});
