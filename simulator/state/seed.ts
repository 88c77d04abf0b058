import { receivedId, rowId, sentId } from '../core/ids';
import { type Instance, newInstance } from './instance';
import type { State } from './state';
import { newMessage } from '../whatsapp/record';

const PEOPLE = [
	['5511988887777', 'Ana'],
	['5511977776666', 'Bruno'],
	['34612345678', 'Carla'],
] as const;
/** A number that isn't on WhatsApp. */
const UNKNOWN = '5511933330000';
const OWN = '5511900000001@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';
const seedJid = (number: string) => `${number}@s.whatsapp.net`;

function addPeople(instance: Instance): void {
	const now = new Date().toISOString();
	for (const [number, name] of PEOPLE) {
		const jid = seedJid(number);
		instance.contacts.set(jid, { id: rowId(), jid, name, createdAt: now, updatedAt: now });
	}
	instance.groups.set(TEAM, {
		id: TEAM,
		subject: 'Team',
		owner: OWN,
		creation: Math.floor(Date.now() / 1000),
		participants: [
			{ id: OWN, admin: 'superadmin' },
			...PEOPLE.map(([number]) => ({ id: seedJid(number), admin: null })),
		],
	});
	instance.labels.set('7', { id: '7', name: 'VIP', color: '2', predefinedId: null });
}

function addMessages(instance: Instance): void {
	const ana = seedJid('5511988887777');
	const lines: Array<[chat: string, sender: string, name: string, text: string]> = [
		[TEAM, seedJid('34612345678'), 'Carla', 'Good morning, everyone!'],
		[TEAM, seedJid('5511977776666'), 'Bruno', 'Morning! Who is in today?'],
		[ana, ana, 'Ana', 'Hi! Is this the new assistant?'],
		[ana, OWN, 'Você', 'It is. Write to me, or let a workflow do it.'],
		[ana, ana, 'Ana', 'Great, I am waiting for the first message'],
	];
	for (const [index, [chat, sender, name, text]] of lines.entries()) {
		const fromMe = sender === OWN;
		const message = newMessage(instance, {
			key: {
				remoteJid: chat,
				fromMe,
				id: fromMe ? sentId() : receivedId(),
				...(chat === TEAM && { participant: sender }),
			},
			sender,
			pushName: name,
			messageType: 'conversation',
			message: { conversation: text },
			source: fromMe ? 'web' : 'android',
			status: fromMe ? 'READ' : 'DELIVERY_ACK',
		});
		message.at -= (lines.length - index) * 60_000;
		message.messageTimestamp = Math.floor(message.at / 1000);
		if (fromMe) message.updates.push('DELIVERY_ACK', 'READ');
		instance.messages.add(message);
	}
}

export function seed(state: State): void {
	const { config } = state;
	const demo = newInstance(
		{ name: 'demo', integration: 'WHATSAPP-BAILEYS', token: 'demo-token' },
		config,
	);
	Object.assign(demo, {
		state: 'open',
		paired: true,
		hasClient: true,
		ownerJid: OWN,
		profileName: 'Demo',
	});
	if (config.unknownNumbers.length === 0) config.unknownNumbers = [UNKNOWN];
	addPeople(demo);
	state.instances.set(demo.name, demo);
	addMessages(demo);
	const fresh = newInstance({ name: 'new-phone', integration: 'WHATSAPP-BAILEYS' }, config);
	state.instances.set(fresh.name, fresh);
	state.changed({ type: 'reset', instance: '' });
}
