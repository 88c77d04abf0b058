const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/*
 * Which parts of nodes/ the tests of a worker have run, as V8 knows it: asked once, when the worker ends. Jest's own way
 * asks for every file of every package after each test file, which takes as long as the tests.
 */

const OURS = pathToFileURL(join(__dirname, '../../nodes/')).href;

exports.noteCoverage = (folder) => {
	const file = join(folder, `${process.pid}.json`);
	// It stays empty if the worker is killed.
	writeFileSync(file, '');
	const session = new Session();
	session.connect();
	session.post('Profiler.enable');
	// Whether something has run, and not how often: that costs less.
	session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
	// Jest does so where a worker takes its time to end.
	process.on('SIGTERM', () => process.exit());
	process.on('exit', () => {
		session.post('Profiler.takePreciseCoverage', (error, { result }) => {
			if (error !== null) throw new Error(error.message);
			const ours = result.filter(({ url }) => url.startsWith(OURS));
			writeFileSync(file, JSON.stringify(ours));
		});
	});
};
