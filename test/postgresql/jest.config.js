/**
 * Scripts and configuration against real servers: `npm run test:postgresql`, as root, with PGFLEET_IMAGE_ROOT naming the root file system
 * of the image and PostgreSQL 15 of Debian 12 installed. Nothing is skipped: a server that is missing fails the run.
 */
const base = require('../../jest.config.js');

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/postgresql/**/*.test.ts'],
  modulePathIgnorePatterns: base.modulePathIgnorePatterns,
  transform: base.transform,
  globalSetup: '<rootDir>/test/postgresql/harness/memory-file-system.js',
  globalTeardown: '<rootDir>/test/postgresql/harness/memory-file-system-end.js',
  testTimeout: 120_000,
  maxWorkers: 2,
};
