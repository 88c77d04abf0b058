import type { Schema } from 'jsonschema';
import { created } from '../../core/answers';
import { notEmpty } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { useClient, wrapped } from '../../whatsapp/client';
import { reload } from '../../whatsapp/life';
import { perChannel } from '../../whatsapp/send';

const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });
const audience = () => oneOf('all', 'contacts', 'contact_blacklist', 'none');

const SETTINGS: Record<string, Schema> = {
	readreceipts: oneOf('all', 'none'),
	profile: audience(),
	status: audience(),
	online: oneOf('all', 'match_last_seen'),
	last: audience(),
	groupadd: audience(),
};
const NAMES = Object.keys(SETTINGS);

function update({ state, instance, body }: InstanceCall) {
	useClient(instance, 'updateReadReceiptsPrivacy');
	const data = Object.fromEntries(NAMES.map((name) => [name, body[name]]));
	instance.account.privacy = data;
	reload(state, instance);
	return created({ update: 'success', data });
}

/** Sets all six privacy settings, none of which may be missing. Afterwards, the instance is disconnected for a moment. */
export const updatePrivacySettings: InstanceRoute = {
	method: 'POST',
	path: '/chat/updatePrivacySettings/:instanceName',
	guard: 'instance',
	schema: { type: 'object', properties: SETTINGS, required: NAMES, ...notEmpty(...NAMES) },
	handler: perChannel({
		baileys: (call) => wrapped(500, 'Error updating privacy settings', () => update(call)),
	}),
};
