const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');
const { noteCoverage } = require('./coverage');

/*
 * Runs all test files of a worker in the worker's own context, so that runtime.js can give them packages that Node has
 * already loaded. The reason is n8n-core: operations run in n8n's real engine, and Jest would load its 1,700 files anew for
 * each test file. That would take more than half of the time of all tests, and gigabytes of memory. A shared context also
 * has only one set of timers, globals and environment variables. So after each test file, this removes what the file has
 * left behind. Our own files are loaded anew for each test file, but compiled only once. Files and packages can still be
 * mocked.
 */

// Starts the recording for dev/coverage.ts, before any of our files is loaded.
const { COVERAGE_FOLDER } = process.env;
if (COVERAGE_FOLDER !== undefined) noteCoverage(COVERAGE_FOLDER);

const OF_JEST = /^Symbol\((?:.*jest.*|EVENT_HANDLERS|RETRY_TIMES_SETTER)\)$/i;

/** Represents the worker's own context, because Node has no object for it. */
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
 * Timers that the current test file has started, for example the trigger's check some seconds after a change. They are cleared
 * when the file ends, as if n8n's process had ended. Otherwise they would fire during the next file, and keep the worker alive.
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
 * Storages that Jest has enabled for the current test file, and doesn't disable. Node would pass all of them on from promise to
 * promise, which takes longer with every file.
 */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...values) {
	storages.add(this);
	return run.apply(this, values);
};

/** Creates the classes that Jest needs for each test file. It's created only once, because its own context takes long to create. */
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
		// The timers of packages stay. Packages remain loaded, and their timers don't keep the process alive.
		for (const timer of timers) if (timer.hasRef()) clearTimeout(timer);
		timers.clear();
		// Packages enable their storages again when they use them.
		for (const storage of storages) storage.disable();
		storages.clear();
	}
};
