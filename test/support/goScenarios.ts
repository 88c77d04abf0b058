import { goOf } from '../../simulator/go/state/goInstance';
import { newMessage } from '../../simulator/whatsapp/record';
import type { Simulator } from '../../simulator/server';
import type { Instance } from '../../simulator/state/instance';
import type { Scenario } from './scenarios';

// What the examples of the operations that only Evolution Go has need.

export const CHANNEL = '120363025246125486@newsletter';
export const COMMUNITY = '120363040404040404@g.us';
const TEAM = '120363020202020202@g.us';
const OWN = '5511900000001@s.whatsapp.net';

function demoOf({ state }: Simulator): Instance {
	const demo = state.instances.get('demo');
	if (!demo) throw new Error('There is no demo data');
	return demo;
}

/** A channel of the account, without posts. */
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

/** Posts in that channel, the oldest first. */
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

/** A community of the account. @param groups of ours that are in it */
export function addCommunity(simulator: Simulator, groups: readonly string[] = []): void {
	const { groups: known } = demoOf(simulator);
	known.set(COMMUNITY, {
		id: COMMUNITY,
		subject: 'Our neighbourhood',
		owner: OWN,
		creation: 1_760_000_000,
		participants: [{ id: OWN, admin: 'superadmin' }],
		isCommunity: true,
	});
	for (const jid of groups) Object.assign(known.get(jid) ?? {}, { linkedParent: COMMUNITY });
}

/** Something that the server has written into its log. @param error why a delivery failed */
export function addDelivery({ state }: Simulator, error?: string): void {
	state.delivered({
		at: state.now(),
		instance: 'demo',
		event: 'Message',
		url: 'https://n8n.example/webhook/abc',
		attempt: 1,
		status: error === undefined ? 200 : undefined,
		error,
		final: true,
	});
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
	'community/addGroups': { prepare: addCommunity },
	'community/removeGroups': { prepare: (simulator) => addCommunity(simulator, [TEAM]) },
	'instance/getLogs': { prepare: (simulator) => addDelivery(simulator) },
};
