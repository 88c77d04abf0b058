/** What differs between the supported versions of n8n, as far as it is used here. */
export interface Generation {
	/** What its processes need besides the environment that all of them get. */
	env: NodeJS.ProcessEnv;
	/**
	 * How a workflow is activated: `patch` sets `active`, `activate` names the version that goes live.
	 * With either, n8n has run the triggers when it answers, and a failure is its answer.
	 * `publish` is `activate`, but n8n answers at once; `…/publication-status` tells how it went.
	 */
	activation: 'patch' | 'activate' | 'publish';
}

/** `version`: of n8n, such as `2.41.1`. */
export function generationOf(version: string): Generation {
	const [major, minor] = version.split('.').map(Number);
	if (major < 2) {
		// With a pool, the status and the data of an execution are stored in one step, as they are later on.
		const env = { N8N_EXPRESSION_ENGINE: 'legacy', DB_SQLITE_POOL_SIZE: '2' };
		return { env, activation: 'patch' };
	}
	return { env: {}, activation: major === 2 && minor < 41 ? 'activate' : 'publish' };
}
