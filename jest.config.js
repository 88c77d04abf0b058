/** ES modules that n8n-core loads with require(), which jest runs on Node 20 only after a transform. */
const ES_MODULES = ['p-retry', 'is-network-error'];
const esModules = `/node_modules/(?:${ES_MODULES.join('|')})/`;

const typescript = ['ts-jest', { tsconfig: 'tsconfig.dev.json' }];
const javascript = [
	'ts-jest',
	{ tsconfig: { allowJs: true, module: 'commonjs', isolatedModules: true }, diagnostics: false },
];

/** Unit, integration and contract tests; the end-to-end tests have jest.e2e.config.js. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/test/e2e/'],
	transform: { '^.+\\.ts$': typescript, [`${esModules}.+\\.js$`]: javascript },
	transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`],
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	maxWorkers: 2,
	testTimeout: 20_000,
	// n8n-core starts timers when it is loaded, and has nothing to stop them with.
	forceExit: true,
};
