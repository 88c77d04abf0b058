import { created } from '../../core/answers';
import { textSchema } from '../../core/schema';
import { asString } from '../../core/values';
import { asEditor, groupOf, tellGroupChange } from '../../whatsapp/groups';
import { groupRoute, groupSchema } from './groupRoute';

export const updateGroupSubject = groupRoute({
	method: 'POST',
	name: 'updateGroupSubject',
	schema: groupSchema({ subject: textSchema }),
	client: 'groupUpdateSubject',
	failure: [500, 'Error updating group subject'],
	run({ state, instance, body }, jid) {
		const group = groupOf(instance, jid);
		asEditor(instance, group);
		group.subject = asString(body.subject);
		group.subjectOwner = asString(instance.ownerJid);
		group.subjectTime = Math.floor(Date.now() / 1000);
		tellGroupChange(state, instance, group, { subject: group.subject });
		return created({ update: 'success' });
	},
});
