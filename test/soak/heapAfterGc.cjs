/** Preloaded into n8n: regularly runs the garbage collection, and writes the size of the remaining heap to a file, as `<pid> <bytes>`. */
const { writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const EVERY_MS = 10_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Processes that n8n starts, such as its task runner, load this file, too. They don't write.
if (process.argv[2] === 'start')
	setInterval(() => {
		collect();
		writeFileSync(process.env.HEAP_FILE, `${process.pid} ${process.memoryUsage().heapUsed}`);
	}, EVERY_MS).unref();
