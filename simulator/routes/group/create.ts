import { created } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asString, optionalString } from '../../core/values';
import type { Group } from '../../state/instance';
import { useClient, wrapped } from '../../whatsapp/client';
import { member, metadataOf, newGroupId } from '../../whatsapp/groups';
import { isOnWhatsApp, toJid } from '../../whatsapp/numbers';
import { changeParticipants, follow } from '../../whatsapp/participants';
import { perChannel } from '../../whatsapp/send';
import { numbersSchema } from './groupRoute';

/** Numbers that aren't on WhatsApp are silently left out. `profilePicture` is checked, but then ignored. */
function groupFrom({ state, instance, body }: InstanceCall) {
	useClient(instance, 'groupCreate');
	const owner = asString(instance.ownerJid);
	const jids = asList(body.participants).map((number) => toJid(String(number)));
	const invited = jids.filter((jid) => jid !== owner && isOnWhatsApp(state.config, jid));
	const group: Group = {
		id: newGroupId(),
		subject: asString(body.subject),
		owner,
		creation: Math.floor(Date.now() / 1000),
		desc: optionalString(body.description),
		participants: [member(owner, 'superadmin'), ...[...new Set(invited)].map((jid) => member(jid))],
	};
	follow(state, group);
	if (body.promoteParticipants)
		changeParticipants(state, instance, group, { action: 'promote', jids: invited });
	return created(metadataOf(group));
}

export const createGroup: InstanceRoute = {
	method: 'POST',
	path: '/group/create/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			subject: textSchema,
			description: textSchema,
			profilePicture: textSchema,
			promoteParticipants: truthSchema,
			participants: numbersSchema('participants'),
		},
		required: ['subject', 'participants'],
		...notEmpty('subject', 'description', 'profilePicture'),
	},
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error creating group', () => groupFrom(call)),
	}),
};
