import type { Json } from '../../core/data';
import { asList, asObject, asString } from '../../core/values';
import { goSeconds } from '../core/time';
import { ZERO_TIME } from '../core/answers';
import { lidOf } from '../../whatsapp/lid';
import { sourceFor } from '../messages/info';
import type { GoEvent } from './goEvent';

const now = () => goSeconds(Date.now());

const CHAT_STATES: Record<string, readonly [State: string, Media: string]> = {
	composing: ['composing', ''],
	recording: ['composing', 'audio'],
	paused: ['paused', ''],
};

export function presenceEvents(data: Json): GoEvent[] {
	const chat = asString(data.id);
	return Object.entries(asObject(data.presences)).map(([person, presence]) => {
		const lastPresence = asString(asObject(presence).lastKnownPresence);
		const typed = CHAT_STATES[lastPresence];
		if (typed) {
			const [State, Media] = typed;
			return {
				event: 'ChatPresence',
				data: { ...sourceFor({ Chat: chat, Sender: person }), State, Media },
				chat,
			};
		}
		const Unavailable = lastPresence === 'unavailable';
		const state = Unavailable ? 'offline' : 'online';
		return { event: 'Presence', data: { From: person, Unavailable, LastSeen: ZERO_TIME }, state };
	});
}

const contactEvent = ({ remoteJid, pushName }: Json): GoEvent => ({
	event: 'Contact',
	data: {
		JID: remoteJid,
		Timestamp: now(),
		Action: {
			fullName: pushName,
			firstName: asString(pushName).split(' ')[0],
			lidJID: lidOf(asString(remoteJid)),
			saveOnPrimaryAddressbook: true,
		},
		FromFullSync: false,
	},
});

const pushNameEvent = (data: Json): GoEvent => ({
	event: 'PushName',
	data: {
		JID: data.remoteJid,
		JIDAlt: '',
		Message: null,
		OldPushName: '',
		NewPushName: data.pushName,
	},
});

/** If `data` is a list, it has contacts that the owner saved. If it's an object, it's the sender of a message. */
export const contactEvents = (data: unknown): GoEvent[] =>
	Array.isArray(data)
		? asList(data).map((one) => contactEvent(asObject(one)))
		: [pushNameEvent(asObject(data))];

export const labelEditEvent = (data: Json): GoEvent => ({
	event: 'LabelEdit',
	data: {
		Timestamp: now(),
		LabelID: data.id,
		Action: {
			name: data.name,
			color: data.color,
			predefinedID: 0,
			deleted: data.deleted,
		},
		FromFullSync: false,
	},
});

export const labelChatEvent = (data: Json): GoEvent => ({
	event: 'LabelAssociationChat',
	data: {
		JID: data.chatId,
		Timestamp: now(),
		LabelID: data.labelId,
		Action: { labeled: data.type === 'add' },
		FromFullSync: false,
	},
});

export const pictureEvent = (jid: string, isRemoved: boolean): GoEvent => ({
	event: 'Picture',
	data: {
		JID: jid,
		Author: jid,
		Timestamp: now(),
		Remove: isRemoved,
		PictureID: isRemoved ? '' : String(Math.floor(Date.now() / 1000)),
	},
});

export const aboutEvent = (jid: string, Status: string): GoEvent => ({
	event: 'UserAbout',
	data: { JID: jid, Status, Timestamp: now() },
});
