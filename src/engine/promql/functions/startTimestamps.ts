/** Whether a counter began anew between two samples, by their start timestamps (0: not known). Times in milliseconds. */
export function isStartReset(previousStart: number, previousMs: number, start: number, timeMs: number): boolean {
  // Not known, wrong, or OpenTelemetry's way to say "unknown" (the sample's own time).
  if (start === 0 || start >= timeMs || start < previousMs) return false;
  if (start > previousMs) return true;
  // The start is the sample before: so it is with deltas, but also with a cumulative series whose start is not known.
  if (previousStart > previousMs) return false;
  return previousStart !== 0 && previousStart !== previousMs;
}

/** Whether a sample claims to have begun before the one before it was taken, and not at that one's start. */
export function overlapsPrevious(previousStart: number, previousMs: number, start: number): boolean {
  return start !== 0 && start < previousMs && start !== previousStart;
}

/** For each sample the number of resets so far: a value below the one before, or a new start. */
export function countResets(
  values: Float64Array,
  timestampsMs: Float64Array,
  startsMs: Float64Array,
  length: number,
  into: Int32Array,
): Int32Array {
  const resets = into.length >= length ? into : new Int32Array(length * 2);
  let count = 0;
  if (length > 0) resets[0] = 0;
  for (let i = 1; i < length; i++) {
    if ((values[i] ?? 0) < (values[i - 1] ?? 0)) count++;
    else if (
      startsMs.length > 0 &&
      isStartReset(startsMs[i - 1] ?? 0, timestampsMs[i - 1] ?? 0, startsMs[i] ?? 0, timestampsMs[i] ?? 0)
    )
      count++;
    resets[i] = count;
  }
  return resets;
}
