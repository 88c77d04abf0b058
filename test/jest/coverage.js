const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/*
 * Records which parts of nodes/ a worker's tests have run. V8 is only asked once, when the worker ends. Jest's own coverage
 * asks V8 for every file of every package after each test file, which takes as long as the tests.
 */

const OURS = pathToFileURL(join(__dirname, '../../nodes/')).href;

exports.noteCoverage = (folder) => {
	const file = join(folder, `${process.pid}.json`);
	// Writes an empty file first: it stays empty if the worker is killed.
	writeFileSync(file, '');
	const session = new Session();
	session.connect();
	session.post('Profiler.enable');
	// Only records whether code has run, because counting how often takes longer.
	session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
	// Jest sends SIGTERM if a worker takes too long to end.
	process.on('SIGTERM', () => process.exit());
	process.on('exit', () => {
		session.post('Profiler.takePreciseCoverage', (error, { result }) => {
			if (error !== null) throw new Error(error.message);
			const ours = result.filter(({ url }) => url.startsWith(OURS));
			writeFileSync(file, JSON.stringify(ours));
		});
	});
};
