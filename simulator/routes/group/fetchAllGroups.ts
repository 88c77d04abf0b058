import { badRequest, crashed, ok } from '../../core/answers';
import type { InstanceRoute, Json } from '../../core/types';
import type { Group } from '../../state/instance';
import { pictureOf } from '../../whatsapp/life';
import { perChannel } from '../../whatsapp/send';

const view = (group: Group, withParticipants: boolean): Json => ({
	id: group.id,
	subject: group.subject,
	subjectOwner: group.owner,
	subjectTime: group.creation,
	pictureUrl: pictureOf(group.id),
	size: group.participants.length,
	creation: group.creation,
	owner: group.owner,
	restrict: false,
	announce: false,
	isCommunity: false,
	isCommunityAnnounce: false,
	...(withParticipants && { participants: group.participants }),
});

const ENUM_ERROR = 'getParticipants is not one of enum values: true,false';

/** The parameter is a must, and a text: `true` or `false`. */
export const fetchAllGroups: InstanceRoute = {
	method: 'GET',
	path: '/group/fetchAllGroups/:instanceName',
	guard: 'instance',
	handler: perChannel({
		baileys({ instance, query }) {
			const { getParticipants } = query;
			if (!getParticipants) {
				throw badRequest('The getParticipants needs to be informed in the query');
			}
			if (getParticipants !== 'true' && getParticipants !== 'false') {
				throw badRequest({ property: 'instance.getParticipants', message: ENUM_ERROR });
			}
			if (!instance.hasClient) throw crashed('Cannot convert undefined or null to object');
			if (instance.state !== 'open') throw crashed('Connection Closed');
			const groups = [...instance.groups.values()];
			return ok(groups.map((group) => view(group, getParticipants === 'true')));
		},
	}),
};
