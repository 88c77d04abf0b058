import { ok } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { perChannel } from '../../whatsapp/send';

function update({ instance, body }: InstanceCall) {
	useClient(instance, 'updateProfileStatus');
	instance.account.about = { status: asString(body.status), setAt: new Date().toISOString() };
	return ok({ update: 'success' });
}

export const updateProfileStatus: InstanceRoute = {
	method: 'POST',
	path: '/chat/updateProfileStatus/:instanceName',
	guard: 'instance',
	schema: { type: 'object', properties: { status: textSchema }, ...notEmpty('status') },
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error updating profile status', () => update(call)),
	}),
};
