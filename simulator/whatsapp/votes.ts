import type { Json } from '../core/data';
import { asList, asObject, compact } from '../core/values';
import type { Instance } from '../state/instance';
import type { Message } from '../state/message';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import type { Incoming, Origin } from './incoming';

/** How servers tell of votes: as a message from 2.3.7 on, as an update of the poll before 2.3.0, and in between not at all. */
export const areVotesMessages = ({ config }: State): boolean => isAtLeast(config, '2.3.7');

/** Tells of a vote on a server where it is no message. */
export function tellVote(
	state: State,
	instance: Instance,
	poll: Message,
	{ origin, incoming }: { origin: Origin; incoming: Incoming },
): Json {
	const { sender, fromMe } = origin;
	const { message } = incoming;
	const { id, remoteJid, fromMe: isOwnPoll } = poll.key;
	const { vote } = asObject(message.pollUpdateMessage);
	const chosen = asList(asObject(vote).selectedOptions);
	const creation = poll.message.pollCreationMessageV3 ?? poll.message.pollCreationMessage;
	const options = asList(asObject(creation).options).map((option) => asObject(option).optionName);
	const data: Json = compact({
		messageId: poll.id,
		keyId: id,
		remoteJid,
		fromMe: isOwnPoll,
		participant: remoteJid,
		// Only the vote that was given just now.
		pollUpdates: options.map((name) => ({
			name,
			voters: chosen.includes(name) ? [fromMe ? 'me' : sender] : [],
		})),
		instanceId: instance.id,
	});
	if (!isAtLeast(state.config, '2.3.0')) state.emit({ instance, event: 'messages.update', data });
	return data;
}
