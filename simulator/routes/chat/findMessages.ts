import { ok } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute, Json } from '../../core/types';
import { asObject, asString } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import { asRecord } from '../../whatsapp/record';
import { pageOf, pageSize } from './paging';

const property = {
	type: 'string',
	minLength: 1,
	description: 'The property cannot be empty',
} as const;

/** Both ends or none: with one of them the server ignores the filter. Seconds. */
function rangeOf(where: Json): [number, number] | undefined {
	const { gte, lte } = asObject(where.messageTimestamp);
	if (!gte || !lte) return undefined;
	return [Date.parse(String(gte)) / 1000, Date.parse(String(lte)) / 1000];
}

function matches(where: Json): (message: Message) => boolean {
	const { id, fromMe, remoteJid, participants } = asObject(where.key);
	const range = rangeOf(where);
	return ({ key, messageTimestamp, messageType, source, id: rowId }) =>
		(!id || key.id === id) &&
		(!remoteJid || key.remoteJid === remoteJid) &&
		(!participants || key.participant === participants) &&
		// `fromMe: false` filters nothing.
		(!fromMe || key.fromMe) &&
		(!where.id || rowId === where.id) &&
		(!where.source || source === where.source) &&
		(!where.messageType || messageType === where.messageType) &&
		(!range || (messageTimestamp >= range[0] && messageTimestamp <= range[1]));
}

/** Those that may match, newest first: one, a chat's, or all. */
function candidates({ messages }: Instance, where: Json): Message[] {
	const { id, remoteJid } = asObject(where.key);
	if (id) {
		const message = messages.get(asString(id));
		return message ? [message] : [];
	}
	if (remoteJid) return [...(messages.chat(asString(remoteJid))?.messages ?? [])].reverse();
	return [...messages.newestFirst()];
}

/** By second, and within each of them at random. */
function loosely(messages: readonly Message[]): Message[] {
	const chances = new Map(messages.map((message) => [message, Math.random()]));
	const chance = (message: Message) => chances.get(message) ?? 0;
	return [...messages].sort(
		(a, b) => b.messageTimestamp - a.messageTimestamp || chance(a) - chance(b),
	);
}

function handler({ state, instance, body }: InstanceCall) {
	const where = asObject(body.where);
	const { offset, page = 1 } = body;
	const size = pageSize(offset, 'message');
	const matching = candidates(instance, where).filter(matches(where));
	const found = state.config.looseOrder ? loosely(matching) : matching;
	return ok({
		messages: {
			total: found.length,
			pages: Math.ceil(found.length / size),
			currentPage: page,
			records: pageOf(found, page, size).map(asRecord),
		},
	});
}

/** `offset` is the page size; `limit` is checked and then ignored. */
export const findMessages: InstanceRoute = {
	method: 'POST',
	path: '/chat/findMessages/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			where: {
				type: 'object',
				properties: {
					_id: { ...textSchema, minLength: 1 },
					key: {
						type: 'object',
						if: { propertyNames: { enum: ['fromMe', 'remoteJid', 'id'] } },
						then: { properties: { remoteJid: property, id: property, fromMe: truthSchema } },
					},
					message: { type: 'object' },
				},
				...notEmpty('_id'),
			},
			limit: { type: 'integer' },
		},
	},
	handler,
};
