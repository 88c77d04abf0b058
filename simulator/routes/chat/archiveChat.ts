import { truthSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { perChannel } from '../../whatsapp/send';
import { changeChat, chatProperties } from './chatChange';

/** Answers `archived: true` even if the chat was unarchived. */
export const archiveChat: InstanceRoute = {
	method: 'POST',
	path: '/chat/archiveChat/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { ...chatProperties, archive: truthSchema },
		required: ['archive'],
	},
	handler: perChannel({
		baileys: (call) =>
			changeChat(call, 'archived', 'archiving', (jid) => {
				const { archived } = call.instance.account;
				if (call.body.archive) archived.add(jid);
				else archived.delete(jid);
			}),
	}),
};
