import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';

export const findLabels: InstanceRoute = {
	method: 'GET',
	path: '/label/findLabels/:instanceName',
	guard: 'instance',
	handler: ({ instance }) =>
		ok(
			[...instance.labels.values()].map(({ color, name, id, predefinedId }) => ({
				color,
				name,
				id,
				predefinedId,
			})),
		),
};
