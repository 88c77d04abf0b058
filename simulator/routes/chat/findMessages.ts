import { ok } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import { isAtLeast } from '../../state/config';
import type { Message, MessageKey } from '../../state/message';
import { asRecord } from '../../whatsapp/record';
import { pageOf, pageSize } from './paging';
import { rangeOf } from './timeRange';

const property = {
	type: 'string',
	minLength: 1,
	description: 'The property cannot be empty',
} as const;

const outOfRange = (seconds: number) =>
	`\nInvalid \`this.prismaRepository.message.count()\` invocation in\n/evolution/server:5030:55\n\n→ 5030 const count = await this.prismaRepository.message.count(\nValue out of range for the type: value "${seconds}" is out of range for type integer`;

function isInChat({ state, instance }: InstanceCall, filter: Json, key: MessageKey): boolean {
	const { remoteJid, remoteJidAlt } = filter;
	const isHere = !remoteJid || key.remoteJid === remoteJid;
	const isBaileys = instance.integration === 'WHATSAPP-BAILEYS';
	if (!isBaileys || !remoteJidAlt || !isAtLeast(state.config, '2.3.5')) return isHere;
	if (!remoteJid) return key.remoteJidAlt === remoteJidAlt;
	// Before 2.3.7, `remoteJid` must match. From 2.3.7 on, a match of `remoteJidAlt` is enough.
	const isEither = isAtLeast(state.config, '2.3.7') && key.remoteJidAlt === remoteJidAlt;
	return isHere || isEither;
}

/** Before 2.3.1, and for instances without Baileys, the server filters by `participants`, which no message has. */
function isBy({ state, instance }: InstanceCall, filter: Json, key: MessageKey): boolean {
	const isBaileys = instance.integration === 'WHATSAPP-BAILEYS';
	if (!isBaileys || !isAtLeast(state.config, '2.3.1')) return !filter.participants;
	return !filter.participant || key.participant === filter.participant;
}

function matches(call: InstanceCall, where: Json): (message: Message) => boolean {
	const filter = asObject(where.key);
	const { id, fromMe } = filter;
	const range = rangeOf(where, outOfRange);
	return ({ key, messageTimestamp, messageType, source, id: rowId, isStored }) =>
		isStored &&
		(!id || key.id === id) &&
		isInChat(call, filter, key) &&
		isBy(call, filter, key) &&
		// `fromMe: false` doesn't filter.
		(!fromMe || key.fromMe) &&
		(!where.id || rowId === where.id) &&
		(!where.source || source === where.source) &&
		(!where.messageType || messageType === where.messageType) &&
		(!range || (messageTimestamp >= range[0] && messageTimestamp <= range[1]));
}

/** Returns the messages that may match, newest first: one message, those of a chat, or all. */
function candidates({ instance: { messages } }: InstanceCall, where: Json): Message[] {
	const { id, remoteJid } = asObject(where.key);
	if (id) {
		const message = messages.get(asString(id));
		return message ? [message] : [];
	}
	if (remoteJid) return [...(messages.chat(asString(remoteJid))?.messages ?? [])].reverse();
	return [...messages.newestFirst()];
}

/** Sorts messages by second, newest first. Within a second, they keep their order or, if `isLoose`, get a random one. */
function inOrder(messages: readonly Message[], isLoose: boolean): Message[] {
	const chances = new Map(messages.map((message) => [message, isLoose ? Math.random() : 0]));
	const chance = (message: Message) => chances.get(message) ?? 0;
	return [...messages].sort(
		(a, b) => b.messageTimestamp - a.messageTimestamp || chance(a) - chance(b),
	);
}

function handler(call: InstanceCall) {
	const { state, body } = call;
	const where = asObject(body.where);
	const { offset, page = 1 } = body;
	const size = pageSize(offset, 'message');
	const matching = candidates(call, where).filter(matches(call, where));
	const found = inOrder(matching, state.config.looseOrder);
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
