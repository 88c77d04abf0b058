import { ok, refused } from '../../core/answers';
import { textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asList, asObject, asString } from '../../core/values';
import { perChannel } from '../../whatsapp/send';

/** Counts a poll's votes; people who removed all their votes don't count. */
function count({ instance, body }: InstanceCall) {
	const { id } = asObject(asObject(body.message).key);
	const message = instance.messages.get(asString(id));
	const poll = asObject(message?.message.pollCreationMessageV3);
	if (!message || !poll.name) throw refused(500, 'Error decrypting poll votes', '[object Object]');
	const voters = [...message.votes].filter(([, options]) => options.length > 0);
	const results = asList(poll.options).map((option) => {
		const name = asString(asObject(option).optionName);
		const own = voters.filter(([, options]) => options.includes(name)).map(([jid]) => jid);
		return [name, { votes: own.length, voters: own }] as const;
	});
	return ok({
		poll: {
			name: poll.name,
			totalVotes: voters.length,
			results: Object.fromEntries(results),
		},
	});
}

export const getPollVote: InstanceRoute = {
	method: 'POST',
	path: '/chat/getPollVote/:instanceName',
	guard: 'instance',
	since: '2.4.0',
	schema: {
		type: 'object',
		properties: {
			message: {
				type: 'object',
				properties: {
					key: { type: 'object', properties: { id: textSchema }, required: ['id'] },
				},
				required: ['key'],
			},
			remoteJid: textSchema,
		},
		required: ['message', 'remoteJid'],
	},
	handler: perChannel({ baileys: count }),
};
