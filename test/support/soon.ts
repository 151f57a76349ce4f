/** What is to come at once comes within this on a machine that is busy with other things, too; what it would wait for instead takes far longer. */
export const SOON_MS = 10_000;
