/** End-to-end tests: a real n8n, the simulator and Chromium. They load `dist/`, so build first. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.test.ts'],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.ts',
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/typescript.js' },
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	maxWorkers: 1,
	testTimeout: 180_000,
};
