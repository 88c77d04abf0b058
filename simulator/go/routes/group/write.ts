import { tellGroupChange } from '../../../whatsapp/groups';
import { failed, success, successWith } from '../../core/answers';
import { download } from '../../sending/download';
import { groupRoute, needEditor, NO_GROUP } from './groupRoute';

async function checkImage(image: string): Promise<void> {
	if (/^https?:\/\//.test(image)) {
		await download(image, 'image').catch((error: Error) => {
			throw failed(`failed to fetch image from URL: ${error.message}`);
		});
		return;
	}
	if (/^data:image\/(jpeg|png);base64,/.test(image)) return;
	throw failed('image data should be a valid URL or start with "data:image/jpeg;base64,"');
}

export const groupPhoto = groupRoute({
	path: '/group/photo',
	struct: { name: 'SetGroupPhotoStruct', fields: { groupJid: 'string', image: 'string' } } as const,
	required: [['image', 'image is required']],
	async run(call, group, { image }) {
		await checkImage(image);
		needEditor(call, group);
		group.picture = (group.picture ?? 0) + 1;
		call.state.changed({ type: 'update', instance: call.instance.name, chat: group.id });
		return successWith(String(1_700_000_000 + group.picture));
	},
});

export const groupName = groupRoute({
	path: '/group/name',
	struct: { name: 'SetGroupNameStruct', fields: { groupJid: 'string', name: 'string' } } as const,
	required: [['name', 'name is required']],
	run(call, group, { name }) {
		needEditor(call, group);
		group.subject = name;
		group.subjectOwner = call.instance.ownerJid ?? undefined;
		group.subjectTime = Math.floor(Date.now() / 1000);
		tellGroupChange(call.state, call.instance, group, { subject: name });
		return success();
	},
});

export const groupDescription = groupRoute({
	path: '/group/description',
	struct: {
		name: 'SetGroupDescriptionStruct',
		fields: { groupJid: 'string', description: 'string' },
	} as const,
	// WhatsApp needs the ID of the previous description, so the library looks up the group first.
	missing: `failed to get old group info to update topic: ${NO_GROUP}`,
	run(call, group, { description }) {
		needEditor(call, group);
		group.desc = description || undefined;
		tellGroupChange(call.state, call.instance, group, { desc: description });
		return success();
	},
});
