import { successWith } from '../../core/answers';
import type { PlainGoRoute } from '../../core/route';
import { instanceById } from '../../state/findInstance';
import { instanceView } from '../../state/instanceView';

export const all: PlainGoRoute = {
	method: 'GET',
	path: '/instance/all',
	key: 'global',
	run: ({ state }) =>
		successWith([...state.instances.values()].map((instance) => instanceView(instance))),
};

export const instanceInfo: PlainGoRoute = {
	method: 'GET',
	path: '/instance/info/:instanceId',
	key: 'global',
	run: ({ state, params }) => successWith(instanceView(instanceById(state, params.instanceId))),
};
