import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../core/server/delivery';
import { addressOf, comparable } from '../../core/values/addresses';
import { recordOf, recordsIn } from '../../core/values/answer';
import { firstText } from '../../core/values/loose';
import type { Kind } from './kinds';

// What n8n's AI Agent and its memories read by themselves: `chatInput` and `sessionId`.

/** Who says it, as a model sees it: `human` is a person on a device of the account. */
export type Role = 'user' | 'assistant' | 'human';

/** What a model is told where there is nothing to read. */
const NAMES: Partial<Record<Kind, string>> = {
	event: 'calendar event',
	groupInvite: 'invitation to a group',
	image: 'picture',
	liveLocation: 'live location',
	system: 'message of the system',
	unknown: 'message that cannot be read',
	videoNote: 'video note',
	voice: 'voice note',
};

/** Their text alone says too little. */
const MARKED: readonly Kind[] = ['deleted', 'pin', 'reaction'];

/** Events of what somebody wrote on a device of the account; what the API sends has others. */
const WRITTEN = ['messages.upsert', 'messages.edited', 'messages.delete'];

/**
 * @param item its other keys
 * @returns `chatInput`, never empty: what to read, under the text that it answers; `sessionId`, the same for all messages of a
 *   chat, whether WhatsApp names it by number or LID, if the server knows both; `role`
 */
export const modelKeys = (delivery: Delivery, item: IDataObject): IDataObject => ({
	chatInput: chatInputOf(item),
	// Not one memory for all whose chat is not known.
	sessionId:
		item.chatConflict === undefined
			? sessionIdOf(delivery)
			: `${delivery.instance}/${String(item.messageId)}`,
	role: roleOf(item.fromMe === true, WRITTEN.includes(delivery.event)),
});

export function roleOf(fromMe: boolean, isByHand: boolean): Role {
	if (!fromMe) return 'user';
	return isByHand ? 'human' : 'assistant';
}

export function sessionIdOf({ instance, chat }: Pick<Delivery, 'instance' | 'chat'>): string {
	const { jid, phoneNumber } = addressOf(...chat);
	return `${instance}/${comparable(phoneNumber ?? jid ?? '')}`;
}

/** @param item its other keys @returns what a model reads, never empty */
export function chatInputOf(item: IDataObject): string {
	const quoted = firstText(recordOf(item.quoted).text);
	const said = saidIn(item);
	return quoted === null ? said : `${quoted.replace(/^/gm, '> ')}\n\n${said}`;
}

function saidIn({ text, kind, ...item }: IDataObject): string {
	const isEnough = typeof text === 'string' && text.trim() !== '';
	if (isEnough && !MARKED.includes(kind as Kind)) return text;
	const what = NAMES[kind as Kind] ?? wordsOf(String(kind));
	const more = [isEnough ? text : undefined, nameOf(item)].filter((one) => one !== undefined);
	return `[${[what, ...more].join(': ')}]`;
}

/** `buttonAnswer` → `button answer` */
const wordsOf = (kind: string) => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Of the file, the place or the people. */
function nameOf({ media, location, contacts }: IDataObject): string | undefined {
	const { name, address, latitude, longitude } = recordOf(location);
	const place = [name, address].filter((one) => firstText(one) !== null).join(', ');
	const point = latitude == null ? null : `${String(latitude)}, ${String(longitude)}`;
	const people = recordsIn(contacts).flatMap((one) => firstText(one.name) ?? []);
	return (
		firstText(recordOf(media).fileName, [place, point].filter(Boolean).join(' at ')) ??
		(people.length > 0 ? people.join(', ') : undefined)
	);
}
