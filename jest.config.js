/** Unit, integration and contract tests. jest.all.config.js adds those that take long; the end-to-end tests have jest.e2e.config.js. */
module.exports = {
	testEnvironment: '<rootDir>/test/jest/environment.js',
	runtime: '<rootDir>/test/jest/runtime.js',
	testSequencer: '<rootDir>/test/jest/sequencer.js',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/test/e2e/', '\\.long\\.test\\.ts$'],
	setupFilesAfterEnv: ['<rootDir>/test/jest/time.ts'],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/typescript.js' },
	// With the checkout, as its packages are: where the system's folder for temporary files is emptied, it would be lost.
	cacheDirectory: '<rootDir>/node_modules/.cache/jest',
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	// One more than CI has cores, because tests also wait. A fourth worker costs more time than it saves: each one loads
	// and compiles n8n-core and this package.
	maxWorkers: 3,
	// To give back its memory, on a machine that is busy. What keeps it longer is a test that leaves something behind.
	workerGracefulExitTimeout: 5_000,
	testTimeout: 120_000,
};
