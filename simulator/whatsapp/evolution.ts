import { created } from '../core/answers';
import { uuid } from '../core/ids';
import type { Answer, InstanceCall } from '../core/types';
import { asString } from '../core/values';
import { asSent, newMessage } from './record';
import type { Content } from './send';

/** Nothing is checked, and the number stays as the request has it. */
export function sendEvolution({ state, instance, body }: InstanceCall, content: Content): Answer {
	const remoteJid = asString(body.number);
	const message = newMessage(instance, {
		at: state.now(),
		...content,
		key: { fromMe: true, id: uuid(), remoteJid },
		sender: '',
		pushName: null,
		source: 'unknown',
		status: 'PENDING',
	});
	instance.messages.add(message);
	const data = asSent(message);
	delete data.status;
	state.emit({ instance, event: 'send.message', data, messageId: message.key.id });
	state.changed({ type: 'message', instance: instance.name, chat: remoteJid, id: message.key.id });
	return created(data);
}
