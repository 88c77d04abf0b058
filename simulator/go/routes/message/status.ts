import { uuid } from '../../../core/ids';
import { chatOf, type Message } from '../../../state/message';
import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { userOf } from '../../core/jids';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { tableTime } from '../../core/time';
import { referralIn } from '../../events/referral';
import { useClient } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';
import { isRequested } from '../../messages/sent';
import { has } from '../../state/versions';

const struct = { name: 'MessageStatusStruct', fields: { id: 'string' } } as const;

const STATES: Record<string, string> = { DELIVERY_ACK: 'Delivered', READ: 'Read' };

const ids = new WeakMap<Message, string>();

function statusRowId(message: Message): string {
	const id = ids.get(message) ?? uuid();
	ids.set(message, id);
	return id;
}

function statusOf({ state: { config } }: GoCall, message: Message): string | undefined {
	const tick = message.updates.filter((update) => update in STATES).at(-1);
	if (tick) return STATES[tick];
	const hasCome = !isRequested(message) && has(config, 'receivedStatus');
	return hasCome ? 'Received' : undefined;
}

/** Returns the status that a server stores for a message if it's configured to do so. It doesn't store the first tick. */
export const messageStatus: InstanceGoRoute = {
	method: 'POST',
	path: '/message/status',
	key: 'instance',
	async run(call) {
		const { id } = bodyOf(call, struct, [['id', 'id is required']]);
		await useClient(call);
		const message = call.instance.messages.get(id);
		const status = message && statusOf(call, message);
		const row = message &&
			status && {
				id: statusRowId(message),
				message_id: id,
				timestamp: tableTime(message.at),
				status,
				source: userOf(chatOf(message.key)),
				...referralIn(call.state, toGo(message.message)),
			};
		return successWith({ result: row ?? null, timestamp: ZERO_TIME_TEXT });
	},
};
