const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');
const { noteCoverage } = require('./coverage');

/*
 * Runs the test files of a worker in one context, that of the worker, where runtime.js hands them the packages that Node
 * has loaded. This is for n8n-core: operations run in n8n's real engine, and jest would load its 1,700 files anew for each
 * test file, which is more than half of the time of all tests, and gigabytes of memory. Everything below follows from it:
 * one context has one set of timers, globals and environment variables, so what a file leaves behind is taken away after
 * it. Our own files are loaded anew for each test file, and can be mocked, as ever; so can packages. They are compiled
 * only once.
 */

// For dev/coverage.ts, before anything of ours is loaded.
const { COVERAGE_FOLDER } = process.env;
if (COVERAGE_FOLDER !== undefined) noteCoverage(COVERAGE_FOLDER);

/** What jest keeps about a test file in its global object. */
const OF_JEST = /^Symbol\((?:.*jest.*|EVENT_HANDLERS|RETRY_TIMES_SETTER)\)$/i;

/** Stands for the worker's own context, for which Node has no name. */
const own = vm.createContext();
const { compileFunction } = vm;
const compiled = new Map();
vm.compileFunction = (code, parameters, options) => {
	if (options?.parsingContext !== own) return compileFunction(code, parameters, options);
	const { filename } = options;
	const known = compiled.get(filename);
	if (known?.code === code && known.parameters === parameters.join()) return known.run;
	const run = compileFunction(code, parameters, { ...options, parsingContext: undefined });
	compiled.set(filename, { code, parameters: parameters.join(), run });
	return run;
};

/**
 * Timers of the current file. What it leaves behind, such as the look of the trigger some seconds after a change, ends
 * with it, as it does with n8n's process: else it would happen during the next file, and keep the worker alive.
 */
const timers = new Set();
for (const name of ['setTimeout', 'setInterval']) {
	const start = globalThis[name];
	const noted = (...values) => {
		const timer = start(...values);
		timers.add(timer);
		return timer;
	};
	globalThis[name] = Object.defineProperties(noted, Object.getOwnPropertyDescriptors(start));
}

/**
 * Jest makes one for each test file and leaves it switched on. Node would carry all of them from promise to promise,
 * which takes longer with every file.
 */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...values) {
	storages.add(this);
	return run.apply(this, values);
};

/** Has the classes that jest needs for each test file. It comes with a context of its own, which takes long to make. */
let ofJest;

module.exports = class {
	constructor(config, context) {
		ofJest ??= new TestEnvironment(config, context);
		this.global = globalThis;
		this.moduleMocker = new ofJest.moduleMocker.constructor(globalThis);
		this.fakeTimersModern = new ofJest.fakeTimersModern.constructor({
			config: config.projectConfig,
			global: globalThis,
		});
		this.before = { console, exit: process.exit, env: { ...process.env } };
		this.globals = new Set(Reflect.ownKeys(globalThis));
	}

	exportConditions() {
		return ofJest.exportConditions();
	}

	async setup() {}

	getVmContext() {
		return own;
	}

	async teardown() {
		this.moduleMocker.restoreAllMocks();
		const { console, exit, env } = this.before;
		globalThis.console = console;
		process.exit = exit;
		for (const name of Object.keys(process.env)) {
			if (!(name in env)) delete process.env[name];
		}
		Object.assign(process.env, env);
		for (const name of Reflect.ownKeys(globalThis)) {
			if (!this.globals.has(name) && OF_JEST.test(String(name)))
				Reflect.deleteProperty(globalThis, name);
		}
		this.fakeTimersModern.dispose();
		// Those of packages, which stay loaded, keep nothing alive.
		for (const timer of timers) if (timer.hasRef()) clearTimeout(timer);
		timers.clear();
		// Those of packages are switched on again when they are used.
		for (const storage of storages) storage.disable();
		storages.clear();
	}
};
