import { created } from '../../core/answers';
import { textSchema } from '../../core/schema';
import { asString } from '../../core/values';
import { asEditor, groupOf, tellGroupChange } from '../../whatsapp/groups';
import { groupRoute, groupSchema } from './groupRoute';

export const updateGroupDescription = groupRoute({
	method: 'POST',
	name: 'updateGroupDescription',
	schema: groupSchema({ description: textSchema }),
	client: 'groupUpdateDescription',
	failure: [500, 'Error updating group description'],
	run({ state, instance, body }, jid) {
		const group = groupOf(instance, jid);
		asEditor(instance, group);
		group.desc = asString(body.description);
		tellGroupChange(state, instance, group, { desc: group.desc });
		return created({ update: 'success' });
	},
});
