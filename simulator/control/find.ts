import { simError } from '../core/answers';
import type { Call } from '../core/types';
import type { Instance } from '../state/instance';

export function findInstance({ state, params }: Call): Instance {
	const instance = state.instances.get(params.name);
	if (!instance) throw simError(404, `There is no instance "${params.name}"`);
	return instance;
}
