/** What repeats others in another n8n, or shows only after minutes, runs at night, and where `DEEP` is set. */
const byNight = process.env.DEEP === undefined ? ['\\.night\\.test\\.ts$'] : [];

/** End-to-end tests: a real n8n, the simulator and Chromium. They load `dist/`, so build first. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.test.ts'],
	// playwright.config.ts has them.
	testPathIgnorePatterns: ['\\.browser\\.test\\.ts$', ...byNight],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.ts',
	setupFilesAfterEnv: ['<rootDir>/test/jest/noteTestFile.js'],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/typescript.js' },
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	// A test waits for n8n and the clock for most of its time. With more, people in the browser would have to be patient.
	maxWorkers: 2,
	// To give back its memory, on a machine that is busy.
	workerGracefulExitTimeout: 5_000,
	// A wait may take two minutes, and a test has several: the one that fails is to say what it waited for.
	testTimeout: 900_000,
};
