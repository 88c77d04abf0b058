import { createHash } from 'node:crypto';
import type { Json } from '../../../core/data';
import { uuid } from '../../../core/ids';
import { asList, asObject } from '../../../core/values';
import type { Instance } from '../../../state/instance';
import type { Message } from '../../../state/message';
import { bareAnswer } from '../../core/answers';
import { userOf } from '../../core/jids';
import type { GoRoute } from '../../core/route';
import { isReadableVote } from '../../messages/answering';
import { tableTime } from '../../core/time';

interface Vote {
	voterJid: string;
	voterPhone: string;
	voterName: string;
	selectedOptions: string[];
	votedAt: string;
	rest: Json;
}

const ids = new WeakMap<Message, string>();

function idOf(message: Message): string {
	const id = ids.get(message) ?? uuid();
	ids.set(message, id);
	return id;
}

const hashOf = (option: unknown) => createHash('sha256').update(String(option)).digest('hex');

/** Returns a time as the server stores it: the column has no time zone, so local time looks like UTC. */
const storedTime = (ms: number) => `${tableTime(ms).replace(' ', 'T')}Z`;

function voteOf(instance: Instance, poll: string, message: Message): Vote {
	const { vote } = asObject(message.message.pollUpdateMessage);
	const { sender, pushName, key, at } = message;
	return {
		voterJid: sender,
		voterPhone: userOf(sender),
		voterName: pushName ?? '',
		selectedOptions: asList(asObject(vote).selectedOptions).map(hashOf),
		votedAt: storedTime(at),
		rest: {
			id: idOf(message),
			companyId: '',
			instanceId: instance.id,
			pollMessageId: poll,
			pollChatJid: key.remoteJid,
			voteMessageId: key.id,
			receivedAt: storedTime(at),
		},
	};
}

const isVote = (message: Message, poll: string) => {
	const { pollCreationMessageKey } = asObject(message.message.pollUpdateMessage);
	return asObject(pollCreationMessageKey).id === poll;
};

/** Returns each person's latest vote that the server could read, oldest first. */
function votesOf(instance: Instance, poll: string): Vote[] {
	const votes = new Map<string, Vote>();
	for (const message of instance.messages.newestFirst()) {
		if (!isVote(message, poll) || votes.has(message.sender)) continue;
		if (!isReadableVote(message)) continue;
		votes.set(message.sender, voteOf(instance, poll, message));
	}
	return [...votes.values()].reverse();
}

function countsOf(votes: Vote[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const option of votes.flatMap(({ selectedOptions }) => selectedOptions)) {
		counts[option] = (counts[option] ?? 0) + 1;
	}
	return counts;
}

const NO_VOTES = {
	error: 'No votes found for this poll',
	message: 'This poll has no votes yet, or the pollMessageId is incorrect',
};

/** Returns votes from the server's own table, without asking WhatsApp. */
export const pollGoRoutes: GoRoute[] = [
	{
		method: 'GET',
		path: '/polls/:pollMessageId/results',
		key: 'instance',
		run({ instance, params }) {
			const { pollMessageId } = params;
			const votes = votesOf(instance, pollMessageId);
			if (votes.length === 0) return { status: 404, body: NO_VOTES };
			return bareAnswer({
				pollMessageId,
				pollChatJid: votes[0].rest.pollChatJid,
				totalVotes: votes.length,
				votes: votes.map(({ rest, ...vote }) => ({ ...rest, ...vote })),
				optionCounts: countsOf(votes),
				voters: votes.map((vote) => ({
					jid: vote.voterJid,
					phone: vote.voterPhone,
					name: vote.voterName,
					selectedOptions: vote.selectedOptions,
					votedAt: vote.votedAt,
				})),
			});
		},
	},
];
