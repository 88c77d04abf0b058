const { isMainThread } = require('node:worker_threads');

/**
 * Preloaded into n8n (`node --require`). Standard input is a pipe whose other end is the process that
 * started n8n; it closes even when that process is killed outright, so n8n never outlives it. Threads of n8n
 * load this as well, and have no such input: they would end with an error.
 */
if (isMainThread) {
	process.stdin.on('error', () => {});
	process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
	process.stdin.resume();
	process.stdin.unref();
}
