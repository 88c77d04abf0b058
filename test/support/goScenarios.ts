import { goOf } from '../../simulator/go/state/goInstance';
import { newMessage } from '../../simulator/whatsapp/record';
import type { Simulator } from '../../simulator/server';
import type { Scenario } from './scenarios';
import { demoOf } from './demo';

// Prepares the simulator for the examples of operations that only Evolution Go has.

export const CHANNEL = '120363025246125486@newsletter';
const OWN = '5511900000001@s.whatsapp.net';

export function addChannel(simulator: Simulator): void {
	goOf(demoOf(simulator)).channels.set(CHANNEL, {
		id: CHANNEL,
		name: 'News',
		description: 'New products, every Monday',
		invite: '0029Va4K0PZ5a245NkngBA2M',
		created: 1_760_000_000,
		role: 'owner',
		posts: 0,
	});
}

/** Adds posts to the channel {@link CHANNEL}, oldest first. */
export function addPosts(simulator: Simulator, texts: readonly string[]): void {
	const demo = demoOf(simulator);
	for (const [index, text] of texts.entries()) {
		const post = newMessage(demo, {
			key: { remoteJid: CHANNEL, fromMe: true, id: `POST${index + 1}` },
			sender: OWN,
			pushName: null,
			messageType: 'conversation',
			message: { conversation: text },
			source: 'web',
			status: 'READ',
		});
		demo.messages.add(post);
	}
}

const withChannel: Scenario = { prepare: addChannel };

export const goScenarios: Record<string, Scenario> = {
	'channel/get': withChannel,
	'channel/getByInvite': withChannel,
	'channel/getMany': withChannel,
	'channel/getMessages': {
		prepare: (simulator) => {
			addChannel(simulator);
			addPosts(simulator, ['New hats are here']);
		},
	},
	'channel/subscribe': withChannel,
};
