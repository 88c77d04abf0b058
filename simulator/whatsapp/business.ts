import { randomBytes } from 'node:crypto';
import { created } from '../core/answers';
import type { Answer, InstanceCall } from '../core/types';
import { metaId } from '../core/ids';
import { asString, compact } from '../core/values';
import { scheduleDelivery } from './acks';
import { digitsOf, isOnWhatsApp, toJid } from './numbers';
import { asSent, newMessage } from './record';
import type { Content } from './send';

/** Returns the Graph API's error, which the server passes on with status 201, as if it were a message. */
const refusal = () => ({
	message: '(#131030) Recipient phone number not in allowed list',
	type: 'OAuthException',
	code: 131030,
	error_data: {
		messaging_product: 'whatsapp',
		details: 'Recipient phone number not in allowed list',
	},
	fbtrace_id: `A${randomBytes(8).toString('hex')}`,
});

/** The answer lacks `pushName` and `contextInfo`. */
export function sendBusiness({ state, instance, body }: InstanceCall, content: Content): Answer {
	const jid = toJid(asString(body.number));
	if (!isOnWhatsApp(state.config, jid)) return created(refusal());
	const message = newMessage(instance, {
		at: state.now(),
		...content,
		key: { fromMe: true, id: metaId(digitsOf(jid), 0x11), remoteJid: jid },
		sender: '',
		pushName: null,
		source: 'unknown',
		status: 'PENDING',
	});
	instance.messages.add(message);
	const data = compact(asSent(message));
	state.emit({ instance, event: 'send.message', data, messageId: message.key.id });
	state.changed({ type: 'message', instance: instance.name, chat: jid, id: message.key.id });
	scheduleDelivery(state, instance, message);
	return created(data);
}
