const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

/** With what a file is transformed: part of the name under which jest keeps it. */
const OWN = readFileSync(__filename, 'utf8') + version;

/** What must come before the imports, as esbuild writes it: it begins and ends at the edge. */
const MOCK = /^jest\.mock\((?:.*\);|[^]*?\n[)}].*;)$/gm;

/** TypeScript without a check of its types, which `npm run lint` does. */
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
			// As require(), which jest can answer.
			supported: { 'dynamic-import': false },
			sourcefile: file,
			sourcemap: 'external',
		});
		const mocks = code.match(MOCK) ?? [];
		// Lines stay where they are, for the map.
		const first = ['"use strict";', ...mocks.map((mock) => mock.replaceAll('\n', ' '))].join(' ');
		return { code: first + code.replace(MOCK, (mock) => mock.replace(/[^\n]/g, '')), map };
	},
};
