import { HttpError, ok } from '../../core/answers';
import { schemaErrors } from '../../core/schema';
import type { InstanceCall, InstanceRoute, Json } from '../../core/types';
import { asList } from '../../core/values';
import { isBroadcastJid, isGroupJid, isOnWhatsApp, toJid } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';

const schema = {
	type: 'object',
	properties: {
		numbers: {
			type: 'array',
			minItems: 1,
			uniqueItems: true,
			items: { type: 'string', description: '"numbers" must be an array of numeric strings' },
		},
	},
} as const;

/** This route's own error shapes: `message` at the top, or an empty object. */
function checkBody(body: Json): void {
	const message = schemaErrors(body, { ...schema });
	if (message.length > 0) {
		throw new HttpError({
			status: 400,
			body: { status: 400, error: 'Bad Request', message: [message] },
		});
	}
	if (body.numbers === undefined) throw new HttpError({ status: 400, body: {} });
}

function baileys({ state, instance, body }: InstanceCall) {
	checkBody(body);
	const asked = asList(body.numbers).map(String);
	const entries = asked.map((number) => ({ jid: toJid(number), number }));
	const groups = entries.filter(({ jid }) => isGroupJid(jid));
	const broadcasts = entries.filter(({ jid }) => isBroadcastJid(jid));
	const people = entries.filter(({ jid }) => !isGroupJid(jid) && !isBroadcastJid(jid));
	return ok([
		...groups.map(({ jid, number }) => {
			const group = instance.groups.get(jid);
			return { jid, exists: group !== undefined, number, ...(group && { name: group.subject }) };
		}),
		...broadcasts.map(({ jid, number }) => ({ jid, exists: false, number })),
		...people.map(({ jid, number }) => ({ jid, exists: isOnWhatsApp(state.config, jid), number })),
	]);
}

/** Groups come first, the rest after them; it answers when the phone is not connected too. */
export const whatsappNumbers: InstanceRoute = {
	method: 'POST',
	path: '/chat/whatsappNumbers/:instanceName',
	guard: 'instance',
	handler: perChannel({ baileys }),
};
