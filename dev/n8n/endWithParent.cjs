const { isMainThread } = require('node:worker_threads');

/**
 * Preloaded into n8n (`node --require`). Standard input is a pipe from the process that started n8n. It closes even if that
 * process is killed, so n8n never outlives it. Worker threads of n8n load this file, too, but have no such input. They would
 * end with an error, so they are left out.
 */
if (isMainThread) {
	process.stdin.on('error', () => {});
	process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
	process.stdin.resume();
	process.stdin.unref();
}
