/** Leaves out the nightly tests unless `DEEP` is set. They repeat others in another n8n, or show an error only after minutes. */
const byNight = process.env.DEEP === undefined ? ['\\.night\\.test\\.ts$'] : [];

/** End-to-end tests: a real n8n, the simulator and Chromium. They load `dist/`, so build first. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.test.ts'],
	// playwright.config.ts runs the tests in the browser.
	testPathIgnorePatterns: ['\\.browser\\.test\\.ts$', ...byNight],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.ts',
	setupFilesAfterEnv: ['<rootDir>/test/jest/noteTestFile.js'],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/typescript.js' },
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	// A test waits for n8n and the clock for most of its time. More workers would slow n8n's pages down too much.
	maxWorkers: 2,
	// Milliseconds for a worker to exit on a busy machine.
	workerGracefulExitTimeout: 5_000,
	// Milliseconds. One wait may take two minutes, and a test has several. Jest must not stop a test before a wait reports its own error.
	testTimeout: 900_000,
};
