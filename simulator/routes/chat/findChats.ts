import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import { toJid } from '../../whatsapp/numbers';
import { chatView } from './chatView';
import { whereSchema } from './whereSchema';

const count = (value: unknown): number | undefined =>
	typeof value === 'number' && value >= 0 ? Math.floor(value) : undefined;

/** An array, newest first; pages with `take` and `skip`. */
export const findChats: InstanceRoute = {
	method: 'POST',
	path: '/chat/findChats/:instanceName',
	guard: 'instance',
	schema: whereSchema,
	handler({ instance, body }) {
		const { remoteJid } = asObject(body.where);
		const jid = remoteJid ? toJid(asString(remoteJid)) : undefined;
		const skip = count(body.skip) ?? 0;
		const take = count(body.take);
		const found = instance.messages.listChats().filter((chat) => !jid || chat.jid === jid);
		const end = take === undefined ? undefined : skip + take;
		return ok(found.slice(skip, end).map((chat) => chatView(instance, chat)));
	},
};
