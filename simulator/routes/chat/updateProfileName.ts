import { ok } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { optionalString } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { perChannel } from '../../whatsapp/send';

function update({ state, instance, body }: InstanceCall) {
	useClient(instance, 'updateProfileName');
	instance.profileName = optionalString(body.name) ?? instance.profileName;
	state.changed({ type: 'instance', instance: instance.name });
	return ok({ update: 'success' });
}

export const updateProfileName: InstanceRoute = {
	method: 'POST',
	path: '/chat/updateProfileName/:instanceName',
	guard: 'instance',
	schema: { type: 'object', properties: { name: textSchema }, ...notEmpty('name') },
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error updating profile name', () => update(call)),
	}),
};
