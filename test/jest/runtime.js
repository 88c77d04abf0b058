const { statSync } = require('node:fs');
const { default: Runtime } = require('jest-runtime');

/*
 * Loads what a test file imports. Packages come from Node, which has them once for a worker (environment.js says why);
 * jest would still read each of them, and look whether it has to be transformed, for each test file. Our own files are
 * loaded anew, but read and transformed once.
 */

const PACKAGE = /[\\/]node_modules[\\/](?!@?jest|expect)/;

/** By the path of a file. */
const transformed = new Map();

module.exports = class extends Runtime {
	constructor(...values) {
		super(...values);
		const { transformCache } = this;
		const transform = transformCache.transform.bind(transformCache);
		transformCache.transform = (path, options) => {
			if (options?.isInternalModule) return transform(path, options);
			// In watch mode a file may have changed.
			const { mtimeMs } = statSync(path);
			const known = transformed.get(path);
			if (known?.mtimeMs === mtimeMs) {
				transformCache.transforms.set(path, known.file);
				if (known.file.sourceMapPath) transformCache.sourceMaps.set(path, known.file.sourceMapPath);
				return known.file.code;
			}
			const code = transform(path, options);
			transformed.set(path, { mtimeMs, file: transformCache.transforms.get(path) });
			return code;
		};
	}

	requireModule(from, name, options, isRequireActual) {
		if (name && !options?.isInternalModule && !this._resolution.isCoreModule(name)) {
			const path = this._resolution.resolveCjs(from, name);
			if (PACKAGE.test(path)) return require(path);
		}
		return super.requireModule(from, name, options, isRequireActual);
	}
};
