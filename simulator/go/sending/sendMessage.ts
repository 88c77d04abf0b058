import type { Json } from '../../core/data';
import type { Media } from '../../state/message';
import { failed } from '../core/answers';
import { isGroup } from '../core/jids';
import type { GoCall } from '../core/route';
import { isLoggedIn } from '../state/goInstance';
import type { Addressed } from './common';
import { deliverGo } from './deliver';
import { targetOf, withoutPlus } from './target';

/** What a route makes of its body; the message has a part of the type's name, which gets the context. */
export interface GoContent {
	/** WhatsApp's name */
	messageType: string;
	/** the server's name, as the answer has it */
	type: string;
	part: Json;
	media?: Media;
	/** what lies beside the part, or around it */
	wrap?: (part: Json) => Json;
	/** what the server sends, where the phone page draws it from something else */
	answered?: (contextInfo: Json) => Json;
}

/** Who is mentioned; of a group the server asks for its members even if others are named. */
function mentionsOf({ instance }: GoCall, body: Addressed, jid: string): string[] {
	if (!isGroup(body.number)) return [];
	if (body.mentionAll) {
		const group = instance.groups.get(jid);
		if (!group) throw failed('that group does not exist');
		if (body.mentionedJid.length === 0) return group.participants.map(({ id }) => id);
	}
	return body.mentionedJid;
}

/** A quote without a text: phones fill it in, if they still have the message. */
function contextOf(call: GoCall, body: Addressed, jid: string): Json {
	const { messageId, participant } = body.quoted;
	const mentionedJid = mentionsOf(call, body, jid);
	return {
		...(messageId !== '' && {
			stanzaId: messageId,
			participant,
			quotedMessage: { conversation: '' },
		}),
		...(mentionedJid.length > 0 && { mentionedJid }),
	};
}

/** Typing is shown for that long, and the request waits. */
export async function typing(call: GoCall, delay: number): Promise<void> {
	if (delay <= 0) return;
	if (!isLoggedIn(call.instance, call.go)) {
		throw failed("the store doesn't contain a device JID");
	}
	await call.state.sleep(delay);
}

/** The way of every message but buttons and lists: receiver, typing, quote and mentions, WhatsApp, event. */
export async function sendMessage(
	call: GoCall,
	body: Addressed,
	content: GoContent,
): Promise<Json> {
	const jid = withoutPlus(await targetOf(call, body.number, body.formatJid));
	await typing(call, body.delay);
	const contextInfo = contextOf(call, body, jid);
	const { messageType, type, part, media, wrap, answered } = content;
	const whole = { ...part, contextInfo };
	return await deliverGo(call, {
		jid,
		id: body.id || undefined,
		messageType,
		message: wrap ? wrap(whole) : { [messageType]: whole },
		contextInfo,
		media,
		as: { type, quoted: body.quoted, message: answered?.(contextInfo) },
	});
}
