import { isRecord, recordsIn } from '../../values/answer';
import { firstText, textsOf } from '../../values/loose';

// Before 2.3.0 the server does not give a vote as a message, but as an update of the poll: who voted, and for what. From 2.3.7
// on it is a message, and an update that came with it would have a status. In between there are no votes.

/** The account itself, in lists of voters. */
const OWN = 'me';

/**
 * A vote that came as an update, as the message that later servers deliver: without an ID, a name and a time of its own. Who
 * has taken a vote back is not told: in a private chat it counts as the other person.
 * @returns undefined if it is something else
 */
export function voteUpdateIn(
	event: string,
	data: unknown,
): { event: string; data: object } | undefined {
	if (event !== 'messages.update' || !isRecord(data)) return undefined;
	const { keyId: id, remoteJid, fromMe, pollUpdates, status } = data;
	const isVote =
		Array.isArray(pollUpdates) && [undefined, null, 'DELETED'].some((of) => of === status);
	if (!isVote || firstText(id) === null) return undefined;
	const chosen = recordsIn(pollUpdates).filter(({ voters }) => textsOf(voters).length > 0);
	const [voter] = chosen.flatMap(({ voters }) => textsOf(voters));
	const isGroup = firstText(remoteJid)?.endsWith('@g.us') === true;
	const key = { remoteJid, fromMe: voter === OWN };
	const vote = { selectedOptions: chosen.map(({ name }) => name) };
	return {
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
