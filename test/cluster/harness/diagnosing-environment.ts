import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

/** Asks the test file for a diagnosis at the moment when a test fails, while everything is still there. */
class DiagnosingEnvironment extends NodeEnvironment {
  async handleTestEvent(event: { readonly name: string }): Promise<void> {
    if (event.name !== 'test_fn_failure' && event.name !== 'hook_failure') return;
    const diagnose: unknown = Reflect.get(this.global, 'diagnoseFailure');
    if (typeof diagnose === 'function') await diagnose();
  }
}

module.exports = DiagnosingEnvironment;
