/** Loaded into n8n: collects garbage now and then, and writes down the heap that is left: `<pid> <bytes>`. */
const { writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const EVERY_MS = 10_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Others that n8n starts, such as its task runner, load this, too.
if (process.argv[2] === 'start')
	setInterval(() => {
		collect();
		writeFileSync(process.env.HEAP_FILE, `${process.pid} ${process.memoryUsage().heapUsed}`);
	}, EVERY_MS).unref();
