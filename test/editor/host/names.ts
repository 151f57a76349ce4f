/** The tests that run inside the extension host, by name. */
export const HOST_TESTS = [
  'activates and registers every command',
  'watches a service as soon as it is in the settings, and says when it fails',
  'takes a service away when it is gone from the settings',
  'marks wrong settings at their line, and runs the rest',
  'survives the end of the engine’s worker and loses no history',
  'sends a secret only where it was allowed',
  'opens a service’s panel and closes it',
  'copies diagnostics without secrets',
] as const;
export type HostTestName = (typeof HOST_TESTS)[number];

/** What the extension host leaves behind: for each test nothing, or why it failed. */
export type HostTestResults = Readonly<Record<HostTestName, { readonly error?: string }>>;
