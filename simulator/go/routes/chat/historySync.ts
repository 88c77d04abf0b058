import type { Json } from '../../../core/data';
import { sentId } from '../../../core/ids';
import { asString } from '../../../core/values';
import type { Instance } from '../../../state/instance';
import type { Message } from '../../../state/message';
import { nameOf } from '../../../whatsapp/view';
import { panic, successWith } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { goSeconds } from '../../core/time';
import { tell } from '../../events/goEvent';
import { askWhatsApp } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';

const struct = {
	name: 'HistorySyncRequestStruct',
	fields: { messageInfo: '*object', count: 'int' },
} as const;

/** The kind of history that was asked for. */
const ON_DEMAND = 6;

const entryOf = ({ key, message, at, pushName }: Message, index: number): Json => ({
	message: {
		key: { remoteJID: key.remoteJid, fromMe: key.fromMe, ID: key.id },
		message: toGo(message),
		messageTimestamp: Math.floor(at / 1000),
		pushName: pushName ?? '',
		status: 0,
	},
	msgOrderID: index + 1,
});

/** What the phone has from before the message that is named, newest first. */
function historyOf(instance: Instance, info: Json, count: number): Json {
	const chat = asString(info.Chat);
	const all = instance.messages.chat(chat)?.messages ?? [];
	const at = all.findIndex(({ key }) => key.id === info.ID);
	const before = (at < 0 ? [] : all.slice(0, at)).slice(-count).reverse();
	const conversation = {
		ID: chat,
		messages: before.map(entryOf),
		unreadCount: 0,
		name: nameOf(instance, chat),
		conversationTimestamp: Math.floor((all.at(-1)?.at ?? 0) / 1000),
	};
	return {
		Data: {
			syncType: ON_DEMAND,
			conversations: [conversation],
			chunkOrder: 1,
			progress: 100,
			pushnames: [{ ID: chat, pushname: nameOf(instance, chat) }],
		},
		Notification: { syncType: ON_DEMAND, chunkOrder: 1 },
	};
}

/** The answer says only that the phone was asked; the messages come as an event. */
export const historySync: InstanceGoRoute = {
	method: 'POST',
	path: '/chat/history-sync',
	key: 'instance',
	async run(call) {
		const { state, instance, go } = call;
		const { messageInfo, count } = bodyOf(call, struct);
		await askWhatsApp(call);
		if (!messageInfo) throw panic();
		const data = historyOf(instance, messageInfo, count);
		state.later(20, () => tell(state, instance, { event: 'HistorySync', data }));
		return successWith({
			Timestamp: goSeconds(state.now()),
			ID: sentId(),
			ServerID: 0,
			DebugTimings: {
				LIDFetch: 0,
				Queue: 0,
				Marshal: 0,
				GetParticipants: 0,
				GetDevices: 0,
				GroupEncrypt: 0,
				PeerEncrypt: 0,
				Send: 0,
				Resp: 0,
				Retry: 0,
			},
			Sender: go.row.jid,
		});
	},
};
