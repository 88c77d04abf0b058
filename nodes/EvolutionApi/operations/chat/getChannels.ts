import { secondsOf } from '../../core/server/evolutionApi/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import { isRecord } from '../../core/values/answer';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';

/** `POST /chat/findChannels/{instance}`: channels (newsletters) from which the server has messages. */
export const getChannels = defineOperation({
	name: 'Get Channels',
	value: 'getChannels',
	action: 'Get the channels that WhatsApp messages came from',
	description: 'Get the WhatsApp channels from which the server has messages',
	since: '2.4.0',
	request: { method: 'POST', path: '/chat/findChannels/{instance}', reads: true },
	fields: [instanceField, ...listFields, simplify],
	body: () => ({ where: {} }),
	paging: {
		size: 100,
		ask: (page, size) => ({ page, limit: size }),
		records: (answer) => (isRecord(answer) && Array.isArray(answer.records) ? answer.records : []),
	},
	simplify: ({ remoteJid, lastMessageTimestamp }) => {
		const seconds = secondsOf(lastMessageTimestamp);
		return {
			chat: remoteJid,
			lastMessageAt: Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null,
		};
	},
});
