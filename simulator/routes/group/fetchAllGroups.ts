import { ok, refused } from '../../core/answers';
import { checkByProperty, notEmpty } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { groupView } from '../../whatsapp/groups';
import { perChannel } from '../../whatsapp/send';

/** The query parameter `getParticipants` is required: the text `true` or `false`. */
export const fetchAllGroups: InstanceRoute = {
	method: 'GET',
	path: '/group/fetchAllGroups/:instanceName',
	guard: 'instance',
	handler(call) {
		const { getParticipants } = call.query;
		if (!getParticipants) {
			throw refused(400, 'The getParticipants needs to be informed in the query');
		}
		checkByProperty(
			{ getParticipants },
			{
				type: 'object',
				properties: { getParticipants: { type: 'string', enum: ['true', 'false'] } },
				required: ['getParticipants'],
				...notEmpty('getParticipants'),
			},
		);
		return perChannel({
			baileys({ instance }) {
				if (!instance.hasClient) {
					throw new TypeError('Cannot convert undefined or null to object');
				}
				if (instance.state !== 'open') throw new Error('Connection Closed');
				const groups = [...instance.groups.values()];
				return ok(groups.map((group) => groupView(group, getParticipants === 'true')));
			},
		})(call);
	},
};
