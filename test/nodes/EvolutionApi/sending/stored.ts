import { receivedId, sentId } from '../../../../simulator/core/ids';
import type { Simulator } from '../../../../simulator/server';
import type { Message } from '../../../../simulator/state/message';
import { newMessage } from '../../../../simulator/whatsapp/record';
import { forgetReservations } from '../../../../nodes/EvolutionApi/sending/sentCount';
import { demoOf } from '../../../support/demo';
import { asJid } from '../../../../nodes/EvolutionApi/core/values/addresses';

interface Stored {
	readonly chat: string;
	readonly secondsAgo: number;
	readonly own?: boolean;
	readonly alt?: string;
	readonly text?: string;
}

export function stored(
	simulator: Simulator,
	{ chat, secondsAgo, own = true, alt, text = 'Something' }: Stored,
): Message {
	const demo = demoOf(simulator);
	const message = newMessage(demo, {
		at: simulator.state.now() - secondsAgo * 1000,
		key: {
			remoteJid: asJid(chat),
			fromMe: own,
			id: own ? sentId() : receivedId(),
			...(alt === undefined ? {} : { remoteJidAlt: asJid(alt) }),
		},
		sender: own ? (demo.ownerJid ?? '') : asJid(chat),
		pushName: null,
		messageType: 'conversation',
		message: { conversation: text },
		source: own ? 'android' : 'ios',
		status: 'DELIVERY_ACK',
	});
	demo.messages.add(message);
	return message;
}

export function forgetChats(simulator: Simulator): void {
	forgetReservations();
	const { messages } = demoOf(simulator);
	for (const { jid } of messages.listChats()) if (!jid.endsWith('@g.us')) messages.removeChat(jid);
}
