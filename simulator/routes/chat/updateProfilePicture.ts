import { ok } from '../../core/answers';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { useClient, wrapped } from '../../whatsapp/client';
import { reload } from '../../whatsapp/life';
import { checkPicture } from '../../whatsapp/pictures';
import { perChannel } from '../../whatsapp/send';
import { profileSchema } from './profile';

async function update({ state, instance, body }: InstanceCall) {
	await checkPicture(state.config, body.picture);
	useClient(instance, 'updateProfilePicture');
	instance.account.picture = (instance.account.picture ?? 0) + 1;
	reload(state, instance);
	return ok({ update: 'success' });
}

/** Afterwards, the instance is disconnected for a moment. */
export const updateProfilePicture: InstanceRoute = {
	method: 'POST',
	path: '/chat/updateProfilePicture/:instanceName',
	guard: 'instance',
	schema: profileSchema,
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error updating profile picture', () => update(call)),
	}),
};
