import { sentId } from '../../core/ids';
import type { Json } from '../../core/data';
import type { Media, Message } from '../../state/message';
import { isLate, scheduleTicks } from '../../whatsapp/acks';
import { isRefused } from '../../whatsapp/limits';
import { isGroupJid, isOnWhatsApp } from '../../whatsapp/numbers';
import { newMessage } from '../../whatsapp/record';
import { failed } from '../core/answers';
import { NO_DEVICE } from '../life/useClient';
import type { GoCall } from '../core/route';
import { answerFor, noteRequested, type SentAs } from '../messages/sent';
import { isLoggedIn } from '../state/goInstance';
import { has } from '../state/versions';

export interface Outgoing {
	jid: string;
	id?: string;
	messageType: string;
	message: Json;
	contextInfo?: Json;
	media?: Media;
	as: SentAs;
	/** shown on another message, without its own bubble */
	attached?: true;
}

/** The errors of servers before 0.7.2 are assumptions. */
export function checkReceiver({ instance, go, state }: GoCall, jid: string): void {
	if (!isLoggedIn(instance, go)) throw failed(NO_DEVICE);
	const looksUp = has(state.config, 'lidLookUp');
	// WhatsApp has no JIDs with a plus sign, so it doesn't answer.
	if (jid.startsWith('+')) {
		const timedOut = 'info query timed out';
		throw failed(
			looksUp ? `failed to get user info for ${jid} to fill LID cache: ${timedOut}` : timedOut,
		);
	}
	if (isGroupJid(jid) && !instance.groups.has(jid)) {
		throw failed('failed to get group members: that group does not exist');
	}
	const isPerson = jid.endsWith('@s.whatsapp.net');
	if (isPerson && !isOnWhatsApp(state.config, jid)) {
		throw failed(
			looksUp
				? `no LID found for ${jid} from server`
				: 'no signal session established with this user',
		);
	}
}

function store({ state, instance }: GoCall, outgoing: Outgoing): Message {
	const { jid, id = sentId(), messageType, message, contextInfo, media, attached } = outgoing;
	const stored = newMessage(instance, {
		at: state.now(),
		key: { remoteJid: jid, fromMe: true, id },
		sender: instance.ownerJid ?? '',
		pushName: instance.profileName,
		messageType,
		message,
		contextInfo,
		media,
		source: 'web',
		status: 'PENDING',
		attached,
	});
	noteRequested(stored);
	instance.messages.add(stored);
	return stored;
}

/**
 * The server waits for WhatsApp before it answers, so it can report that WhatsApp has refused the message, and it reports a
 * time-out for a message that never leaves.
 */
export async function deliverGo(call: GoCall, outgoing: Outgoing): Promise<Json> {
	const { state, instance } = call;
	const { jid, as } = outgoing;
	checkReceiver(call, jid);
	const message = store(call, outgoing);
	const { id } = message.key;
	const changed = () => state.changed({ type: 'message', instance: instance.name, chat: jid, id });
	if (isRefused(state, instance, message)) {
		message.status = 'ERROR';
		changed();
		throw failed('server returned error 463');
	}
	const late = isLate(state, message);
	if (state.config.delivery.ticks === 'none' || late) {
		changed();
		if (late) scheduleTicks(state, instance, message);
		await state.sleep(state.config.go.queryMs);
		throw failed('timed out waiting for message send response');
	}
	const answer = answerFor(instance, message, as);
	state.emit({ instance, event: 'send.message', data: { key: message.key }, messageId: id });
	changed();
	scheduleTicks(state, instance, message);
	return answer;
}
