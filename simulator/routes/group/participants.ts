import { ok } from '../../core/answers';
import { groupOf } from '../../whatsapp/groups';
import { pictureOf } from '../../whatsapp/pictures';
import { groupJidSchema, groupRoute } from './groupRoute';

/** Only those who are contacts have a name and a picture. */
export const participants = groupRoute({
	method: 'GET',
	name: 'participants',
	schema: groupJidSchema,
	client: 'groupMetadata',
	failure: [404, 'No participants'],
	run: ({ instance }, jid) =>
		ok({
			participants: groupOf(instance, jid).participants.map((participant) => {
				const contact = instance.contacts.get(participant.id);
				return {
					...participant,
					...(contact && { name: contact.name, imgUrl: pictureOf(participant.id) }),
				};
			}),
		}),
});
