import type { Json } from '../../../core/data';
import { businessProfile } from '../../../routes/chat/profile';
import { noteLookUps } from '../../../whatsapp/limits';
import { pictureOf } from '../../../whatsapp/pictures';
import { isOnWhatsApp } from '../../../whatsapp/numbers';
import { failed, successWith } from '../../core/answers';
import { createJid, isGroup, parseJid, userOf } from '../../core/jids';
import { lidOf } from '../../../whatsapp/lid';
import { checkFormattedNumber, checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp, unanswered, useClient, useStore } from '../../life/useClient';
import { foundOnWhatsApp } from '../../sending/target';
import { isLoggedIn } from '../../state/goInstance';

const struct = {
	name: 'CheckUserStruct',
	fields: { number: '[]string', formatJid: '*bool' },
} as const;

const NEEDED = [['number', 'phone number is required']] as const;

/** WhatsApp doesn't answer questions about a JID that starts with a plus sign. */
export async function personJid(call: GoCall, number: string): Promise<string> {
	const jid = parseJid(number);
	if (!jid) throw failed('invalid phone number');
	if (jid.startsWith('+')) throw await unanswered(call);
	return jid;
}

const PICTURE = '1700000000';

const verifiedName = ({ state }: GoCall, jid: string): Json | null =>
	businessProfile(state.config, jid) === undefined
		? null
		: { Certificate: {}, Details: { verifiedName: 'A business of the simulator' } };

export const userInfo: InstanceGoRoute = {
	method: 'POST',
	path: '/user/info',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { number } = bodyOf(call, struct, NEEDED);
		await askWhatsApp(call);
		const jids = await Promise.all(number.map((one) => personJid(call, one)));
		const users = jids.filter((jid) => isOnWhatsApp(call.state.config, jid));
		for (const jid of users) call.go.lids.add(jid);
		const entries = users.map((jid): [string, Json] => [
			jid,
			{
				VerifiedName: verifiedName(call, jid),
				Status: 'Hey there! I am using WhatsApp.',
				PictureID: PICTURE,
				Devices: [jid],
				LID: lidOf(jid),
			},
		]);
		return successWith({ Users: Object.fromEntries(entries) });
	},
};

/** Returns a LID from the server's own store, which knows everyone with messages or earlier look-ups. */
const storedLid = ({ go, instance }: GoCall, jid: string) =>
	go.lids.has(jid) || instance.messages.chat(jid) !== undefined ? lidOf(jid) : null;

function queryOf(number: string, formats: boolean): string {
	const created = createJid(number.includes('@s.whatsapp.net') ? userOf(number) : number);
	return formats && 'jid' in created ? created.jid.split('@')[0] : number;
}

function userOfQuery(call: GoCall, number: string, formats: boolean): Json {
	const Query = queryOf(number, formats);
	const jid = foundOnWhatsApp(call, Query) ?? foundOnWhatsApp(call, number);
	const digits = userOf(Query).replace(/\D/g, '');
	return {
		Query,
		IsInWhatsapp: jid !== undefined,
		JID: jid ?? `${digits}@s.whatsapp.net`,
		RemoteJID: jid ?? Query,
		LID: jid ? storedLid(call, jid) : null,
		VerifiedName: '',
	};
}

/** If WhatsApp doesn't answer, the route still succeeds, without data. */
export const userCheck: InstanceGoRoute = {
	method: 'POST',
	path: '/user/check',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const { number, formatJid } = bodyOf(call, struct, NEEDED);
		await useClient(call);
		if (!isLoggedIn(call.instance, call.go)) {
			await call.state.sleep(call.state.config.go.queryMs);
			return successWith(null);
		}
		noteLookUps(call.state, call.instance, number.length);
		const formats = formatJid === true;
		return successWith({ Users: number.map((one) => userOfQuery(call, one, formats)) });
	},
};

const avatarStruct = {
	name: 'GetAvatarStruct',
	fields: { number: 'string', preview: 'bool' },
} as const;

export const userAvatar: InstanceGoRoute = {
	method: 'POST',
	path: '/user/avatar',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { number, preview } = bodyOf(call, avatarStruct, NEEDED);
		await useClient(call);
		if (!isLoggedIn(call.instance, call.go)) {
			throw failed('client is not logged in to WhatsApp');
		}
		const jid = await personJid(call, number);
		const { config } = call.state;
		const isThere = isGroup(jid) ? call.instance.groups.has(jid) : isOnWhatsApp(config, jid);
		if (!isThere) throw failed('that user or group does not have a profile picture');
		const url = pictureOf(jid);
		return successWith({
			url,
			id: PICTURE,
			type: preview ? 'preview' : 'image',
			direct_path: new URL(url).pathname,
			hash: null,
		});
	},
};

/** Returns all contacts of the phone; null if there are none. */
export const userContacts: InstanceGoRoute = {
	method: 'GET',
	path: '/user/contacts',
	key: 'instance',
	async run(call) {
		await useStore(call);
		const contacts = [...call.instance.contacts.values()].map(({ jid, name }) => ({
			Jid: jid,
			Found: true,
			FirstName: name.split(' ')[0],
			FullName: name,
			PushName: name,
			BusinessName: '',
		}));
		return successWith(contacts.length > 0 ? contacts : null);
	},
};
