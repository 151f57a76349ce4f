import assert from 'node:assert/strict';
import { ViewRows } from '../../../src/ui/tree/viewRows.ts';

interface Node {
  readonly id: string;
  readonly text: string;
  readonly below: readonly Node[];
}

describe('the rows of a view', () => {
  const node = (id: string, text = id, ...below: Node[]): Node => ({ id, text, below });
  let top: readonly Node[] = [];
  const make = () =>
    new ViewRows<Node>({
      idOf: ({ id }) => id,
      childrenOf: (parent) => parent?.below ?? top,
      rowOf: ({ text }) => ({
        label: text,
        description: '',
        icon: { id: 'x' },
        spoken: text,
        expandable: false,
        expanded: false,
        words: [],
      }),
    });

  it('are drawn anew alone where they say something else, and all where some came, went or moved', () => {
    const rows = make();
    top = [node('a', 'a', node('b')), node('c')];
    assert.equal(rows.update(), 'all');
    assert.deepEqual(rows.update(), []);
    top = [node('a', 'a', node('b', 'other')), node('c')];
    assert.deepEqual(rows.update(), ['b']);
    top = [node('c'), node('a', 'a', node('b', 'other'))];
    assert.equal(rows.update(), 'all');
    top = [node('c')];
    assert.equal(rows.update(), 'all');
  });

  it('are found by their ids as long as they are there', () => {
    const rows = make();
    top = [node('a', 'a', node('b'))];
    rows.update();
    assert.deepEqual([rows.children(), rows.children('a'), rows.children('gone')], [['a'], ['b'], []]);
    assert.equal(rows.node('b')?.text, 'b');
    for (const wrong of ['gone', undefined, 1, {}]) assert.equal(rows.node(wrong), undefined);
  });
});
