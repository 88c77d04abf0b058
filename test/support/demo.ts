import type { Simulator } from '../../simulator/server';
import type { Instance } from '../../simulator/state/instance';

export function demoOf({ state }: Simulator): Instance {
	const instance = state.instances.get('demo');
	if (instance === undefined) throw new Error('There is no demo data');
	return instance;
}
