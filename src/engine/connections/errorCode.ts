/** The system's code of an error (`ECONNREFUSED`), through the aggregate that several tried addresses give. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(errorCode);
    // Where one address of two refused and the other has no route, the refusal says more.
    return codes.includes('ECONNREFUSED')
      ? 'ECONNREFUSED'
      : (codes.find((code) => code !== undefined) ?? ownCode(error));
  }
  return ownCode(error);
}

function ownCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
