import { ok } from '../../core/answers';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { useClient, wrapped } from '../../whatsapp/client';
import { reload } from '../../whatsapp/life';
import { perChannel } from '../../whatsapp/send';
import { profileSchema } from './profile';

function remove({ state, instance }: InstanceCall) {
	useClient(instance, 'removeProfilePicture');
	instance.account.picture = null;
	reload(state, instance);
	return ok({ update: 'success' });
}

/** Afterwards, the instance is disconnected for a moment. */
export const removeProfilePicture: InstanceRoute = {
	method: 'DELETE',
	path: '/chat/removeProfilePicture/:instanceName',
	guard: 'instance',
	schema: profileSchema,
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error removing profile picture', () => remove(call)),
	}),
};
