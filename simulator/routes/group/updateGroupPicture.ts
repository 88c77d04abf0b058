import { created } from '../../core/answers';
import { textSchema } from '../../core/schema';
import { asEditor, groupOf, tellMembers } from '../../whatsapp/groups';
import { checkPicture, groupPicture } from '../../whatsapp/pictures';
import { groupRoute, groupSchema } from './groupRoute';

export const updateGroupPicture = groupRoute({
	method: 'POST',
	name: 'updateGroupPicture',
	schema: groupSchema({ image: textSchema }),
	client: 'updateProfilePicture',
	failure: [500, 'Error update group picture'],
	async run({ state, instance, body }, jid) {
		await checkPicture(state.config, body.image);
		const group = groupOf(instance, jid);
		asEditor(instance, group);
		group.picture = (group.picture ?? 0) + 1;
		const profilePicUrl = groupPicture(group);
		tellMembers(state, group, 'contacts.update', ({ id }) => [
			{ remoteJid: group.id, profilePicUrl, instanceId: id },
		]);
		return created({ update: 'success' });
	},
});
