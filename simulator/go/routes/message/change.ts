import { sentId } from '../../../core/ids';
import type { Message } from '../../../state/message';
import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { chatJid } from '../../core/chatJid';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { goNow } from '../../core/time';
import { useClient } from '../../life/useClient';
import { checkReceiver } from '../../sending/deliver';
import { has } from '../../state/versions';

function ownMessage({ instance }: GoCall, jid: string, id: string): Message | undefined {
	const message = instance.messages.get(id);
	const isOurs = message?.key.fromMe && message.key.remoteJid === jid;
	return isOurs ? message : undefined;
}

function changed({ state, instance }: GoCall, { key }: Message): void {
	state.changed({ type: 'update', instance: instance.name, chat: key.remoteJid, id: key.id });
}

const deleteStruct = {
	name: 'MessageStruct',
	fields: { chat: 'string', messageId: 'string' },
} as const;

/** Deletes a message that the account has sent. For any other message, the answer is the same, but nothing is deleted. */
export const deleteMessage: InstanceGoRoute = {
	method: 'POST',
	path: '/message/delete',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { chat, messageId } = bodyOf(call, deleteStruct, [
			['chat', 'chat is required'],
			['messageId', 'messageId is required'],
		]);
		await useClient(call);
		const jid = chatJid(chat);
		checkReceiver(call, jid);
		const message = ownMessage(call, jid, messageId);
		if (message) {
			message.deleted = true;
			changed(call, message);
		}
		return successWith({ messageId: sentId(), timestamp: ZERO_TIME_TEXT });
	},
};

const editStruct = {
	name: 'EditMessageStruct',
	fields: { chat: 'string', message: 'string', messageId: 'string' },
} as const;

/** Up to version 0.6.1, Evolution Go reports success, but WhatsApp ignores the edit. */
export const editMessage: InstanceGoRoute = {
	method: 'POST',
	path: '/message/edit',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const body = bodyOf(call, editStruct, [
			['chat', 'chat is required'],
			['message', 'message is required'],
			['messageId', 'messageId is required'],
		]);
		await useClient(call);
		const jid = chatJid(body.chat);
		checkReceiver(call, jid);
		const works = has(call.state.config, 'edits');
		const message = works ? ownMessage(call, jid, body.messageId) : undefined;
		if (message) {
			message.message = { conversation: body.message };
			message.messageType = 'conversation';
			message.edited = true;
			changed(call, message);
		}
		const timestamp = works ? goNow(call.state.now()) : ZERO_TIME_TEXT;
		return successWith({ messageId: sentId(), timestamp });
	},
};
