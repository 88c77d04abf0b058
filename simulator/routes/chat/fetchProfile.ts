import { badRequest, ok } from '../../core/answers';
import { textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asString, compact } from '../../core/values';
import { digitsOf } from '../../whatsapp/numbers';
import { ownPicture, pictureOf } from '../../whatsapp/pictures';
import { perChannel } from '../../whatsapp/send';
import { businessProfile, checked, jidOf } from './profile';

function facts({ state, instance }: InstanceCall, jid: string): Json {
	const isOwn = jid === instance.ownerJid;
	const { about } = instance.account;
	const standard = { status: 'Hey there! I am using WhatsApp.', setAt: '2023-11-14T22:13:20.000Z' };
	return {
		name: instance.contacts.get(jid)?.name,
		picture: isOwn ? ownPicture(instance) : pictureOf(jid),
		status: isOwn ? about : standard,
		...business(state.config, jid),
	};
}

function business(config: InstanceCall['state']['config'], jid: string): Json {
	const profile = businessProfile(config, jid);
	return {
		isBusiness: profile !== undefined,
		email: profile?.email,
		description: profile?.description,
		website: asList(profile?.website)[0],
	};
}

/** Without a number, the profile is the account's own, with fewer keys. A person who isn't on WhatsApp is an error (400). */
function baileys(call: InstanceCall) {
	const { state, instance, body } = call;
	const own = asString(instance.ownerJid);
	const jid = body.number || !own ? jidOf(body.number || undefined) : own;
	const check = checked(state.config, jid);
	if (!check.exists) throw badRequest(check);
	const wuid = body.number ? jid : `${digitsOf(own)}:7@s.whatsapp.net`;
	if (instance.state !== 'open') {
		return ok({ wuid, name: null, picture: null, status: null, os: null, isBusiness: false });
	}
	const rest = body.number ? facts(call, jid) : business(state.config, jid);
	return ok(compact({ wuid, numberExists: true, ...rest }));
}

export const fetchProfile: InstanceRoute = {
	method: 'POST',
	path: '/chat/fetchProfile/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			wuid: textSchema,
			name: textSchema,
			picture: textSchema,
			status: textSchema,
			isBusiness: { type: 'boolean' },
		},
	},
	handler: perChannel({ baileys }),
};
