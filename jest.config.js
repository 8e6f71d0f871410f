/** Unit, property and golden tests. The slow tiers have configurations of their own: test/postgresql, test/cluster. */
module.exports = {
  testEnvironment: 'node',
  // Some tests start the program itself; on a busy machine that takes a while.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/postgresql/', '<rootDir>/test/cluster/'],
  modulePathIgnorePatterns: ['<rootDir>/.build/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
