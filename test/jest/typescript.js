const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

/** Everything that determines how a file is transformed. Part of the key under which Jest caches the result. */
const OWN = readFileSync(__filename, 'utf8') + version;

/** Finds mocks, which must run before the imports. esbuild writes their first and last lines without indentation. */
const MOCK = /^jest\.mock\((?:.*\);|[^]*?\n[)}].*;)$/gm;

/** `npm run lint` checks the types. */
module.exports = {
	getCacheKey: (source, file, { instrument }) =>
		createHash('sha256')
			.update(JSON.stringify([OWN, file, source, instrument]))
			.digest('hex')
			.slice(0, 32),

	process(source, file) {
		const { code, map } = transformSync(source, {
			loader: 'ts',
			format: 'cjs',
			target: 'node20',
			// Turns `import()` into `require()`, which Jest can answer.
			supported: { 'dynamic-import': false },
			sourcefile: file,
			sourcemap: 'external',
		});
		const mocks = code.match(MOCK) ?? [];
		// The other lines keep their numbers, as the source map requires.
		const first = ['"use strict";', ...mocks.map((mock) => mock.replaceAll('\n', ' '))].join(' ');
		return { code: first + code.replace(MOCK, (mock) => mock.replace(/[^\n]/g, '')), map };
	},
};
