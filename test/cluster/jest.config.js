/**
 * Whole environments on a real Kubernetes: `npm run test:cluster` with KUBECONFIG set, on a cluster of its own whose nodes hold the images
 * that environments/defaults.yaml names. Tests mostly wait, so three files run side by side on two cores.
 */
const base = require('../../jest.config.js');

module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
  modulePathIgnorePatterns: base.modulePathIgnorePatterns,
  transform: base.transform,
  testEnvironment: '<rootDir>/test/cluster/harness/diagnosing-environment.ts',
  globalSetup: '<rootDir>/test/cluster/harness/global-setup.ts',
  testSequencer: '<rootDir>/test/cluster/harness/longest-first.js',
  reporters: ['default', '<rootDir>/test/cluster/harness/duration-reporter.js'],
  maxWorkers: 3,
  // A test that hangs ends by the bounds of its own waits, with their words; this is the last resort.
  testTimeout: 15 * 60_000,
};
