import type { Group } from '../../simulator/state/instance';
import type { Simulator } from '../../simulator/server';
import type { Scenario } from './scenarios';
import { demoOf } from './demo';
import { newInstance } from '../../simulator/state/instance';

// Prepares the simulator for the examples of operations on groups, templates, the media storage and the server.

const INVITE = 'F1EX5QZxO181L3TMVP31gY';
const TEAM = '120363020202020202@g.us';
const OWN = '5511900000001@s.whatsapp.net';
const STRANGER = '5511966665555@s.whatsapp.net';
const NUMBERS = [1, 2, 3];

function groupOf(number: number, owner: string): Group {
	return {
		id: `12036309999999999${number}@g.us`,
		subject: `Group ${number}`,
		owner,
		creation: 1_760_000_000,
		participants: [{ id: owner, admin: 'superadmin' }],
		inviteCode: `F1EX5QZxO181L3TMVP31g${number}`,
	};
}

function addForeignGroups({ state }: Simulator): void {
	const other = newInstance({ name: 'other', integration: 'WHATSAPP-BAILEYS' }, state.config);
	Object.assign(other, { state: 'open', paired: true, hasClient: true, ownerJid: STRANGER });
	for (const group of NUMBERS.map((number) => groupOf(number, STRANGER))) {
		other.groups.set(group.id, group);
	}
	state.instances.set(other.name, other);
}

function addOwnGroups(simulator: Simulator): void {
	for (const group of NUMBERS.map((number) => groupOf(number, OWN))) {
		demoOf(simulator).groups.set(group.id, group);
	}
}

function addTemplates(simulator: Simulator): void {
	demoOf(simulator).templates = NUMBERS.map((number) => ({
		name: `hello_${number}`,
		components: [{ type: 'BODY', text: 'Hello' }],
		language: 'en_US',
		status: 'APPROVED',
		category: 'UTILITY',
		id: String(number),
	}));
}

export function storePicture(simulator: Simulator): void {
	const { config } = simulator.state;
	config.disabled = config.disabled.filter((feature) => feature !== 's3');
	const { messages } = demoOf(simulator);
	const [newest] = messages.newestFirst();
	const bytes = Buffer.from('not really a picture');
	messages.add({
		...newest,
		id: 'cmwomv4s104h1f47dgxkh0hbo',
		key: { ...newest.key, id: '3EB0A1B2C3D4E5F60718' },
		messageType: 'imageMessage',
		message: { imageMessage: { caption: 'Look!' } },
		media: { mimetype: 'image/jpeg', chunks: [bytes], size: bytes.length, sha256: '' },
	});
}

export function addEvolution({ state }: Simulator, number: string): void {
	const instance = newInstance({ name: 'inbox', integration: 'EVOLUTION' }, state.config);
	state.instances.set('inbox', Object.assign(instance, { number, state: 'open' }));
}

export const groupScenarios: Record<string, Scenario> = {
	'group/acceptInvite': {
		prepare: addForeignGroups,
		values: { inviteCode: '=https://chat.whatsapp.com/F1EX5QZxO181L3TMVP31g{{ $json.number }}' },
		items: NUMBERS.map((number) => ({ json: { number } })),
	},
	'group/getInviteInfo': {
		prepare: (simulator) => {
			const team = demoOf(simulator).groups.get(TEAM);
			if (team) team.inviteCode = INVITE;
		},
	},
	'group/leave': {
		prepare: addOwnGroups,
		values: { group: '=12036309999999999{{ $json.number }}@g.us' },
		items: NUMBERS.map((number) => ({ json: { number } })),
	},
	'group/updateMemberAddMode': { version: '2.4.0' },
	'mediaStorage/getMany': { prepare: storePicture },
	'mediaStorage/getUrl': { prepare: storePicture },
	'system/generateMessageId': { version: '2.4.0' },
	'system/getLicenseStatus': { version: '2.4.0' },
	'system/getMetrics': {
		prepare: ({ state: { config } }) => {
			config.disabled = config.disabled.filter((feature) => feature !== 'metrics');
		},
	},
	'system/receiveMessage': { prepare: (simulator) => addEvolution(simulator, '5511900000009') },
	'template/create': {
		values: { newTemplateName: '=order_{{ $json.number }}' },
		items: NUMBERS.map((number) => ({ json: { number } })),
	},
	'template/delete': {
		prepare: addTemplates,
		values: { templateName: '=hello_{{ $json.number }}' },
		items: NUMBERS.map((number) => ({ json: { number } })),
	},
};
