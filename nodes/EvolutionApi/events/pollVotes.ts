import { isRecord, recordsIn } from '../core/values/answer';
import { firstText, textsOf } from '../core/values/loose';
import type { Delivery } from './delivery';

// Before 2.3.0 the server does not give a vote as a message, but as an update of the poll: who voted, and for what. From 2.3.7
// on it is a message, and an update that came with it would have a status. In between there are no votes.

/** The account itself, in lists of voters. */
const OWN = 'me';

/** Whether it tells of a vote that comes in no other way. */
export const isVoteUpdate = ({ event, data }: Delivery): boolean =>
	event === 'messages.update' &&
	isRecord(data) &&
	Array.isArray(data.pollUpdates) &&
	[undefined, null, 'DELETED'].some((status) => data.status === status) &&
	firstText(data.keyId) !== null;

/**
 * A vote that came as an update, as the message that later servers deliver: without an ID, a name and a time of its own. Who
 * has taken a vote back is not told: in a private chat it counts as the other person.
 * @returns undefined if it is something else
 */
export function voteIn(delivery: Delivery): Delivery | undefined {
	const { data } = delivery;
	if (!isVoteUpdate(delivery) || !isRecord(data)) return undefined;
	const { keyId: id, remoteJid, fromMe, pollUpdates } = data;
	const chosen = recordsIn(pollUpdates).filter(({ voters }) => textsOf(voters).length > 0);
	const [voter] = chosen.flatMap(({ voters }) => textsOf(voters));
	const isGroup = firstText(remoteJid)?.endsWith('@g.us') === true;
	const key = { remoteJid, fromMe: voter === OWN };
	const vote = { selectedOptions: chosen.map(({ name }) => name) };
	return {
		...delivery,
		event: 'messages.upsert',
		data: {
			key: isGroup && voter !== OWN ? { ...key, participant: voter } : key,
			messageType: 'pollUpdateMessage',
			message: {
				pollUpdateMessage: { pollCreationMessageKey: { remoteJid, fromMe, id }, vote },
			},
			pollUpdates,
		},
	};
}
