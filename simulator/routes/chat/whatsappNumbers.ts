import { HttpError, ok } from '../../core/answers';
import { schemaErrors } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList } from '../../core/values';
import { noteLookUps } from '../../whatsapp/limits';
import { isBroadcastJid, isGroupJid, isOnWhatsApp, knownJid } from '../../whatsapp/numbers';
import type { State } from '../../state/state';
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

/** Throws this route's errors, which have their own shapes: `message` at the top level, or an empty object. */
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

const MAX_CHECKED = 100_000;

const isContact = ({ instances }: State, jid: string) =>
	jid.endsWith('@lid') || [...instances.values()].some(({ contacts }) => contacts.has(jid));

function baileys({ state, instance, body }: InstanceCall) {
	checkBody(body);
	const numbers = asList(body.numbers).map(String);
	const entries = numbers.map((number) => ({ jid: knownJid(state.config, number), number }));
	const groups = entries.filter(({ jid }) => isGroupJid(jid));
	const broadcasts = entries.filter(({ jid }) => isBroadcastJid(jid));
	const people = entries.filter(({ jid }) => !isGroupJid(jid) && !isBroadcastJid(jid));
	// Known numbers are answered from a cache; only new numbers need the connection.
	const { checked } = state;
	const isNew = ({ jid }: { jid: string }) => !checked.has(jid) && !isContact(state, jid);
	if (instance.state !== 'open' && people.some(isNew)) {
		throw new HttpError({ status: 400, body: {} });
	}
	noteLookUps(state, instance, people.filter(isNew).length);
	const verified = people.map(({ jid, number }) => {
		const exists = isOnWhatsApp(state.config, jid);
		if (exists && checked.size < MAX_CHECKED) checked.add(jid);
		const name = instance.contacts.get(jid)?.name;
		return { jid, exists, number, ...(name && { name }) };
	});
	return ok([
		...broadcasts.map(({ jid, number }) => ({ jid, exists: false, number })),
		...groups.map(({ jid, number }) => {
			const group = instance.state === 'open' ? instance.groups.get(jid) : undefined;
			return { jid, exists: group !== undefined, number, ...(group && { name: group.subject }) };
		}),
		...verified,
	]);
}

/** The answer lists broadcasts, then groups, then people. */
export const whatsappNumbers: InstanceRoute = {
	method: 'POST',
	path: '/chat/whatsappNumbers/:instanceName',
	guard: 'instance',
	handler: perChannel({ baileys }),
};
