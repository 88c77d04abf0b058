const { join } = require('node:path');
const { default: Runtime } = require('jest-runtime');

/*
 * Loads the modules that a test file imports. Packages come from Node, which loads them once per worker (environment.js explains
 * why). Jest would read each package for each test file, and check whether it needs a transformation. Our own files are loaded
 * anew for each test file, but found, read and transformed only once.
 */

// jest-circus is an exception: through it, the other parts of Jest know the current test.
const PACKAGE = /[\\/]node_modules[\\/](?!jest-circus[\\/])/;
const TEST = join(__dirname, '..');

/** Results by the path of the file. */
const transformed = new Map();
const texts = new Map();
/** Results by the importing file and the imported name. */
const paths = new Map();
const mockIds = new Map();

function once(known, key, find) {
	if (!known.has(key)) known.set(key, find());
	return known.get(key);
}

module.exports = class extends Runtime {
	constructor(...values) {
		super(...values);
		const { watch, watchAll } = values.at(-1);
		// In watch mode, a file may have changed since the last run.
		if (watch || watchAll) for (const known of [transformed, texts, paths, mockIds]) known.clear();
		this.findOnce(this._resolution);
		this.transformOnce(this.transformCache);
		// Returns the `jest` object to tests only, because no other files mock modules.
		const { jestGlobals } = this;
		const jestObjectFor = jestGlobals.jestObjectFor.bind(jestGlobals);
		jestGlobals.jestObjectFor = (path) => (path.startsWith(TEST) ? jestObjectFor(path) : undefined);
	}

	findOnce(resolution) {
		const resolveCjs = resolution.resolveCjs.bind(resolution);
		resolution.resolveCjs = (from, name) =>
			once(paths, `${from}\0${name}`, () => resolveCjs(from, name));
		const getCjsModuleId = resolution.getCjsModuleId.bind(resolution);
		resolution.getCjsModuleId = (virtual, from, name) =>
			once(mockIds, `${from}\0${name}`, () => getCjsModuleId(virtual, from, name));
	}

	transformOnce(cache) {
		const transform = cache.transform.bind(cache);
		cache.transform = (path, options) => {
			if (options?.isInternalModule) return once(texts, path, () => transform(path, options));
			const file = once(transformed, path, () => {
				transform(path, options);
				return cache.transforms.get(path);
			});
			cache.transforms.set(path, file);
			if (file.sourceMapPath) cache.sourceMaps.set(path, file.sourceMapPath);
			return file.code;
		};
		const transformJson = cache.transformJson.bind(cache);
		cache.transformJson = (path, options) => once(texts, path, () => transformJson(path, options));
	}

	requireModule(from, name, options, isRequireActual) {
		if (name && !this._resolution.isCoreModule(name)) {
			const path = this._resolution.resolveCjs(from, name);
			if (PACKAGE.test(path)) return require(path);
			const loaded = !options?.isInternalModule && this.registries.getActiveCjsRegistry().get(path);
			if (loaded) return loaded.exports;
		}
		return super.requireModule(from, name, options, isRequireActual);
	}
};
