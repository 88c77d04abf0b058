import { failed, successWith } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp, unanswered } from '../../life/useClient';
import { download } from '../../sending/download';

const pictureStruct = { name: 'SetProfilePictureStruct', fields: { image: 'string' } } as const;

export const profilePicture: InstanceGoRoute = {
	method: 'POST',
	path: '/user/profilePicture',
	key: 'instance',
	async run(call) {
		const { image } = bodyOf(call, pictureStruct, [['image', 'image is required']]);
		await askWhatsApp(call);
		const { account, name } = call.instance;
		await download(image, 'image').catch((error: Error) => {
			throw failed(`failed to fetch image from URL: ${error.message}`);
		});
		account.picture = (account.picture ?? 0) + 1;
		call.state.changed({ type: 'instance', instance: name });
		return successWith({ image });
	},
};

const nameStruct = { name: 'SetProfileNameStruct', fields: { name: 'string' } } as const;

/** Never works, because the server asks WhatsApp to rename a group instead of the profile. */
export const profileName: InstanceGoRoute = {
	method: 'POST',
	path: '/user/profileName',
	key: 'instance',
	async run(call) {
		bodyOf(call, nameStruct, [['name', 'name is required']]);
		await askWhatsApp(call);
		throw await unanswered(call);
	},
};

const statusStruct = { name: 'SetProfileStatusStruct', fields: { status: 'string' } } as const;

/** The server's error for a missing text names another field. */
export const profileStatus: InstanceGoRoute = {
	method: 'POST',
	path: '/user/profileStatus',
	key: 'instance',
	async run(call) {
		const { status } = bodyOf(call, statusStruct, [['status', 'name is required']]);
		await askWhatsApp(call);
		call.instance.account.about = { status, setAt: new Date().toISOString() };
		return successWith({ status });
	},
};
