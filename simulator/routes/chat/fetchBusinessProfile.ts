import { ok } from '../../core/answers';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { toJid } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';
import { businessProfile, checked, profileSchema } from './profile';

function fetch({ state, instance, body }: InstanceCall) {
	useClient(instance, 'getBusinessProfile');
	const jid = body.number ? toJid(asString(body.number)) : asString(instance.ownerJid);
	const profile = businessProfile(state.config, jid);
	if (profile) return ok({ isBusiness: true, ...profile });
	const { name } = instance.contacts.get(jid) ?? {};
	const message = 'Not is business profile';
	const check = checked(state.config, jid);
	return ok({ isBusiness: false, message, ...check, ...(name && { name }) });
}

export const fetchBusinessProfile: InstanceRoute = {
	method: 'POST',
	path: '/chat/fetchBusinessProfile/:instanceName',
	guard: 'instance',
	schema: profileSchema,
	handler: perChannel({
		// The server's developers copied this text from the route for the profile's name.
		baileys: (call) => wrapped(500, 'Error updating profile name', () => fetch(call)),
	}),
};
