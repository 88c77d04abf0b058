/** Unit, integration and contract tests; the end-to-end tests have jest.e2e.config.js. */
module.exports = {
	testEnvironment: '<rootDir>/test/jest/environment.js',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/test/e2e/'],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/typescript.js' },
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	maxWorkers: 2,
	testTimeout: 20_000,
};
