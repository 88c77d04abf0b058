/** Unit, integration and contract tests. jest.all.config.js adds the long ones, and jest.e2e.config.js has the end-to-end tests. */
module.exports = {
	testEnvironment: '<rootDir>/test/jest/environment.js',
	runtime: '<rootDir>/test/jest/runtime.js',
	testSequencer: '<rootDir>/test/jest/sequencer.js',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/test/e2e/', '\\.long\\.test\\.ts$'],
	setupFilesAfterEnv: ['<rootDir>/test/jest/time.ts'],
	transform: { '^.+\\.ts$': '<rootDir>/test/jest/typescript.js' },
	// In the checkout, because some systems empty their folder for temporary files, and the cache would be lost.
	cacheDirectory: '<rootDir>/node_modules/.cache/jest',
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	// One more worker than CI has cores, because tests also wait. A fourth takes more time than it saves: each worker loads and
	// compiles n8n-core and this package.
	maxWorkers: 3,
	// Milliseconds for a worker to exit on a busy machine. If it needs longer, one of its tests has left something open.
	workerGracefulExitTimeout: 5_000,
	testTimeout: 120_000,
};
