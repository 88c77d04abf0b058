const { join } = require('node:path');
const { default: Runtime } = require('jest-runtime');

/*
 * Loads what a test file imports. Packages come from Node, which has them once for a worker (environment.js says why);
 * jest would still read each of them, and look whether it has to be transformed, for each test file. Our own files are
 * loaded anew, but found, read and transformed once.
 */

// What jest consists of knows the current test from jest-circus, and from the global object.
const PACKAGE = /[\\/]node_modules[\\/](?!jest-circus[\\/])/;
const TEST = join(__dirname, '..');

/** By the path of a file. */
const transformed = new Map();
const texts = new Map();
/** By the file that imports, and the name that it gives. */
const paths = new Map();
const mockIds = new Map();

/** Returns what the function has returned for the same key. */
function once(known, key, find) {
	if (!known.has(key)) known.set(key, find());
	return known.get(key);
}

module.exports = class extends Runtime {
	constructor(...values) {
		super(...values);
		const { watch, watchAll } = values.at(-1);
		// A file may have changed.
		if (watch || watchAll) for (const known of [transformed, texts, paths, mockIds]) known.clear();
		this.findOnce(this._resolution);
		this.transformOnce(this.transformCache);
		// Only tests mock modules.
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
