import type { Workbench } from './workbench.ts';

/** For `afterEach`: tells what was on screen where a test failed. */
export function tellFailure(workbench: () => Workbench): Mocha.AsyncFunc {
  return async function () {
    if (this.currentTest?.state === 'failed')
      console.error((await workbench().failure(this.currentTest.title)).message);
  };
}
