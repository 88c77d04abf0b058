import { uuid } from '../../../core/ids';
import type { Message } from '../../../state/message';
import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { userOf } from '../../core/jids';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { tableTime } from '../../core/time';
import { useClient } from '../../life/useClient';

const struct = { name: 'MessageStatusStruct', fields: { id: 'string' } } as const;

const STATES: Record<string, string> = { DELIVERY_ACK: 'Delivered', READ: 'Read' };

const ids = new WeakMap<Message, string>();

function rowId(message: Message): string {
	const id = ids.get(message) ?? uuid();
	ids.set(message, id);
	return id;
}

/** What became of a message of ours, if the server is told to keep that: its first tick is nothing to it. */
export const messageStatus: InstanceGoRoute = {
	method: 'POST',
	path: '/message/status',
	key: 'instance',
	async run(call) {
		const { id } = bodyOf(call, struct, [['id', 'id is required']]);
		await useClient(call);
		const message = call.instance.messages.get(id);
		const state = message?.updates.filter((update) => update in STATES).at(-1);
		const row = message &&
			state && {
				id: rowId(message),
				message_id: id,
				timestamp: tableTime(message.at),
				status: STATES[state],
				source: userOf(message.key.remoteJid),
			};
		return successWith({ result: row ?? null, timestamp: ZERO_TIME_TEXT });
	},
};
