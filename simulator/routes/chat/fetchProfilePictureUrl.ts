import { ok } from '../../core/answers';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { groupPicture, ownPicture, pictureOf } from '../../whatsapp/pictures';
import { isOnWhatsApp } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';
import { jidOf, profileSchema } from './profile';

function urlOf({ state, instance }: InstanceCall, jid: string): string | null {
	if (instance.state !== 'open' || !isOnWhatsApp(state.config, jid)) return null;
	if (jid === instance.ownerJid) return ownPicture(instance);
	const group = instance.groups.get(jid);
	return group ? groupPicture(group) : pictureOf(jid);
}

const noPicture = ({ body }: InstanceCall) =>
	ok({ wuid: jidOf(body.number), profilePictureUrl: null });

/** The URL is null if there is no picture, or no connection. */
export const fetchProfilePictureUrl: InstanceRoute = {
	method: 'POST',
	path: '/chat/fetchProfilePictureUrl/:instanceName',
	guard: 'instance',
	schema: profileSchema,
	handler: perChannel({
		baileys(call) {
			const wuid = jidOf(call.body.number);
			return ok({ wuid, profilePictureUrl: urlOf(call, wuid) });
		},
		business: noPicture,
		evolution: noPicture,
	}),
};
