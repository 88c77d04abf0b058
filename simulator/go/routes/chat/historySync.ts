import { sentId } from '../../../core/ids';
import { panic, successWith } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { goSeconds } from '../../core/time';
import { sendToWhatsApp, useClient } from '../../life/useClient';

const struct = {
	name: 'HistorySyncRequestStruct',
	fields: { messageInfo: '*object', count: 'int' },
} as const;

/**
 * Asks for older messages. In every version, the server asks the chat's contact (chat_service.go:237 of 9337afc) instead of
 * the account's own phone, so no messages arrive.
 */
export const historySync: InstanceGoRoute = {
	method: 'POST',
	path: '/chat/history-sync',
	key: 'instance',
	async run(call) {
		const { state, go } = call;
		const { messageInfo } = bodyOf(call, struct);
		await useClient(call);
		if (!messageInfo) throw panic();
		await sendToWhatsApp(call);
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
