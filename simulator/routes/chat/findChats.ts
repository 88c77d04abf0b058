import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import type { Chat } from '../../state/store';
import { toJid } from '../../whatsapp/numbers';
import { byAddress } from './byAddress';
import { chatView } from './chatView';
import { rangeOf } from './timeRange';
import { whereSchema } from './whereSchema';

const count = (value: unknown): number | undefined =>
	typeof value === 'number' && value >= 0 ? Math.floor(value) : undefined;

const outOfRange = (seconds: number) =>
	`\nInvalid \`prisma.$queryRaw()\` invocation:\n\n\nRaw query failed. Code: \`22003\`. Message: \`value "${seconds}" is out of range for type integer\``;

const newest = ({ messages }: Chat) => messages.at(-1)?.at ?? 0;

/** Returns an array of chats, newest first. */
export const findChats: InstanceRoute = {
	method: 'POST',
	path: '/chat/findChats/:instanceName',
	guard: 'instance',
	schema: whereSchema,
	handler({ instance, body }) {
		const where = asObject(body.where);
		const { remoteJid } = where;
		const jid = remoteJid ? toJid(asString(remoteJid)) : undefined;
		const [from, to] = rangeOf(where, outOfRange) ?? [-Infinity, Infinity];
		const found = instance.messages
			.listChats()
			.flatMap(byAddress)
			.map((chat) => ({
				...chat,
				messages: chat.messages.filter(
					({ messageTimestamp: time, isStored }) => isStored && time >= from && time <= to,
				),
			}))
			.filter((chat) => chat.messages.length > 0 && (!jid || chat.jid === jid))
			.sort((a, b) => newest(b) - newest(a));
		const skip = count(body.skip) ?? 0;
		const take = count(body.take);
		const end = take === undefined ? undefined : skip + take;
		return ok(found.slice(skip, end).map((chat) => chatView(instance, chat)));
	},
};
