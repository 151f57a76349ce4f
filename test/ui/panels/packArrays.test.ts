import assert from 'node:assert/strict';
import { packArrays } from '../../../src/ui/panels/packArrays.ts';

/** The buffers of a message, as the editor would hand them on. */
function buffersOf(value: unknown, into = new Set<ArrayBufferLike>()): Set<ArrayBufferLike> {
  if (ArrayBuffer.isView(value)) into.add(value.buffer);
  else if (typeof value === 'object' && value !== null)
    for (const child of Object.values(value)) buffersOf(child, into);
  return into;
}

describe('the arrays of a message to a page', () => {
  it('are in one buffer, however many there are, and the same as before', () => {
    const message = {
      kind: 'snapshot',
      none: undefined,
      series: Array.from({ length: 300 }, (_, i) => ({
        id: `series ${i}`,
        timestampsMs: Float64Array.from({ length: i % 5 }, (_unused, j) => i + j),
        values: Float64Array.of(i, NaN, Infinity),
      })),
      // Of one byte each, so that what follows would not begin at a whole number of eight.
      mask: Uint8Array.of(1, 2, 3),
      last: Float64Array.of(0.5),
    };
    const packed = packArrays(message);
    assert.deepEqual(packed, message);
    assert.equal(buffersOf(message).size, 602);
    assert.equal(buffersOf(packed).size, 1);
  });

  it('are of the part that they showed, where they showed a part of a buffer', () => {
    const all = Float64Array.of(1, 2, 3, 4);
    assert.deepEqual(packArrays([all.subarray(1, 3), all.subarray(3)]), [Float64Array.of(2, 3), Float64Array.of(4)]);
  });

  it('that stand in two places stand there once', () => {
    const times = Float64Array.of(1, 2);
    const packed = packArrays({ a: times, b: times, c: Float64Array.of(3) }) as Record<string, Float64Array>;
    assert.equal(packed['a'], packed['b']);
    assert.equal(packed['a']?.buffer.byteLength, 24);
  });

  it('stay where they are when there is one or none', () => {
    for (const message of [{ values: Float64Array.of(1) }, { text: 'a', list: [1, null] }, 'text', 7, null, undefined])
      assert.equal(packArrays(message), message);
  });
});
