const { default: Runtime } = require('jest-runtime');

/*
 * Jest reads, transforms and looks up every file anew for each test file: 700 files for most of ours, and 20 of its own.
 * Within a worker of one run they do not change.
 */

const sources = new Map();
const transformed = new Map();
const resolved = new Map();

module.exports = class extends Runtime {
	constructor(
		config,
		environment,
		resolver,
		transformer,
		cacheFS,
		coverage,
		testPath,
		globalConfig,
	) {
		super(config, environment, resolver, transformer, cacheFS, coverage, testPath, globalConfig);
		if (globalConfig.watch || globalConfig.watchAll) return;
		const { fileCache, transformCache, _resolution } = this;
		const readFile = fileCache.readFile.bind(fileCache);
		fileCache.readFile = (filename) => known(sources, filename, () => readFile(filename));
		const transform = transformCache.transform.bind(transformCache);
		transformCache.transform = (filename, options) => {
			if (options?.isInternalModule) return transform(filename, options);
			const { code, map } = known(transformed, filename, () => ({
				code: transform(filename, options),
				map: transformCache.sourceMaps.get(filename),
			}));
			if (map) transformCache.sourceMaps.set(filename, map);
			return code;
		};
		const resolve = _resolution.resolveCjs.bind(_resolution);
		_resolution.resolveCjs = (from, to) =>
			known(resolved, `${from}\0${to}`, () => resolve(from, to));
	}
};

function known(map, key, find) {
	const before = map.get(key);
	if (before !== undefined) return before;
	const found = find();
	map.set(key, found);
	return found;
}
