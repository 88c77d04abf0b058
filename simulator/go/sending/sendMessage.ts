import type { Json } from '../../core/data';
import type { Media } from '../../state/message';
import { lidOf } from '../../whatsapp/lid';
import { failed } from '../core/answers';
import { isGroup } from '../core/jids';
import type { GoCall } from '../core/route';
import { NO_DEVICE } from '../life/useClient';
import { isLoggedIn } from '../state/goInstance';
import type { Addressed } from './common';
import { deliverGo } from './deliver';
import { targetOf, withoutPlus } from './target';

export interface GoContent {
	/** WhatsApp's name for the kind of message */
	messageType: string;
	/** the server's name for the kind of message, as in the answer */
	type: string;
	part: Json;
	media?: Media;
	wrap?: (part: Json) => Json;
	/** mentions are dropped, but the group's members are still looked up */
	mentionsNobody?: true;
	/** builds the message for answers and events, if that message differs from the stored one */
	answered?: (contextInfo: Json) => Json;
}

/** With `mentionAll`, the server looks up the group's members even if the body names people. */
function mentionsOf({ instance }: GoCall, body: Addressed, jid: string): string[] {
	if (!isGroup(body.number)) return [];
	if (body.mentionAll) {
		const group = instance.groups.get(jid);
		if (!group) throw failed('that group does not exist');
		if (body.mentionedJid.length === 0) return group.participants.map(({ id }) => lidOf(id));
	}
	return body.mentionedJid;
}

const forwarded = ({ forwardingScore = 0 }: Addressed): Json =>
	forwardingScore > 0 ? { forwardingScore, isForwarded: true } : {};

/** The quote has no text: phones fill it in if they still have the quoted message. */
function contextOf(call: GoCall, body: Addressed, jid: string, content: GoContent): Json {
	const { messageId, participant } = body.quoted;
	const mentions = mentionsOf(call, body, jid);
	const mentionedJid = content.mentionsNobody ? [] : mentions;
	return {
		...(messageId !== '' && {
			stanzaId: messageId,
			participant,
			quotedMessage: { conversation: '' },
		}),
		...(mentionedJid.length > 0 && { mentionedJid }),
		...forwarded(body),
	};
}

/** Shows typing for `delay` milliseconds, while the request waits. */
export async function typing(call: GoCall, delay: number): Promise<void> {
	if (delay <= 0) return;
	if (!isLoggedIn(call.instance, call.go)) {
		throw failed(NO_DEVICE);
	}
	await call.state.sleep(delay);
}

/** Sends nearly every kind of message, in the server's order: receiver, typing, quote and mentions, delivery, event. */
export async function sendMessage(
	call: GoCall,
	body: Addressed,
	content: GoContent,
): Promise<Json> {
	const jid = withoutPlus(await targetOf(call, body.number, body.formatJid));
	await typing(call, body.delay);
	const { messageType, type, part, media, wrap, answered } = content;
	const contextInfo = contextOf(call, body, jid, content);
	const withContext = { ...part, contextInfo };
	return await deliverGo(call, {
		jid,
		id: body.id || undefined,
		messageType,
		message: wrap ? wrap(withContext) : { [messageType]: withContext },
		contextInfo,
		media,
		as: { type, quoted: body.quoted, message: answered?.(contextInfo) },
	});
}
