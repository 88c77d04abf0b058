// Measures, in its own process, how much it costs n8n to load a node. Prints JSON.
const path = require('node:path');
const [file, library] = process.argv.slice(2);

// n8n has already loaded these libraries, so they don't count.
const { createRequire } = require('node:module');
for (const name of ['n8n-workflow', 'zod', 'luxon', 'lodash']) createRequire(library)(name);
const { statSync } = require('node:fs');
const known = new Set(Object.keys(require.cache));
global.gc();
const before = process.memoryUsage().heapUsed;
const cpu = process.cpuUsage();
const start = performance.now();
const [Class] = Object.values(require(path.resolve(file)));
const node = new Class();
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000;
global.gc();
const heapBytes = process.memoryUsage().heapUsed - before;
const versions = node.nodeVersions ?? { only: node };
const { description } = Object.values(versions).at(-1);
const descriptionBytes = Buffer.byteLength(JSON.stringify(description));
const fileBytes = Object.keys(require.cache)
	.filter((name) => !known.has(name))
	.reduce((sum, name) => sum + statSync(name).size, 0);
process.stdout.write(JSON.stringify({ ms, cpuMs, heapBytes, descriptionBytes, fileBytes }));
