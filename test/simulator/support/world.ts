import { open } from '../../../simulator/whatsapp/life';
import { newInstance, type Instance, type Integration } from '../../../simulator/state/instance';
import type { State } from '../../../simulator/state/state';
import type { Message } from '../../../simulator/state/message';
import { toBlob } from '../../../simulator/core/body';
import { newMessage } from '../../../simulator/whatsapp/record';
import { mediaContent } from '../../../simulator/whatsapp/mediaContent';
import { PNG } from './files';

const PERSON = '5511988887777@s.whatsapp.net';
const GROUP = '120363020202020202@g.us';
/** The group that the captured requests create and change. */
const OWN_GROUP = '120363017951582341@g.us';
/** ID of our own message that the captured requests quote, edit and delete. */
const KNOWN_ID = '3EB034C98316F2989263F6';
const MAIN_ID = 'b9b7c272-b0ac-4f00-b4fb-ae11075596a2';

function add(state: State, name: string, integration: Integration, more: Partial<Instance> = {}) {
	const instance = newInstance({ name, integration, token: `${name}-token` }, state.config);
	Object.assign(instance, more);
	state.instances.set(name, instance);
	return instance;
}

function fill(instance: Instance): void {
	const now = new Date().toISOString();
	const contact = { id: 'c1', jid: PERSON, name: 'Contact Name', createdAt: now, updatedAt: now };
	instance.contacts.set(PERSON, contact);
	instance.groups.set(GROUP, {
		id: GROUP,
		subject: 'Group 120363',
		owner: instance.ownerJid ?? '',
		creation: 1_795_157_918,
		participants: [
			{ id: instance.ownerJid ?? '', admin: 'superadmin' },
			{ id: PERSON, admin: null },
		],
	});
	instance.groups.set(OWN_GROUP, {
		id: OWN_GROUP,
		subject: 'G3',
		owner: instance.ownerJid ?? '',
		creation: 1_795_158_234,
		desc: 'd2',
		participants: [
			{ id: instance.ownerJid ?? '', admin: 'superadmin' },
			{ id: PERSON, admin: null },
		],
	});
	instance.labels.set('7', { id: '7', name: 'VIP', color: '2', predefinedId: null });
	const file = { ...toBlob([PNG]), mimetype: 'image/png' };
	const { part } = mediaContent('image', file, { caption: 'inimg' });
	addMessage(instance, 'INIMG001', false, { imageMessage: part });
	addMessage(instance, KNOWN_ID, true, { conversation: 'Hello' });
	addMessage(instance, 'INTEXT001', false, { conversation: 'inbound hello' });
}

export function addMessage(
	instance: Instance,
	id: string,
	fromMe: boolean,
	message: Message['message'],
): void {
	const [messageType] = Object.keys(message);
	instance.messages.add(
		newMessage(instance, {
			key: { id, fromMe, remoteJid: PERSON },
			sender: fromMe ? (instance.ownerJid ?? '') : PERSON,
			pushName: fromMe ? 'Você' : 'Contact Name',
			messageType,
			message,
			source: 'unknown',
			status: 'DELIVERY_ACK',
			...(messageType === 'imageMessage' && { media: { ...toBlob([PNG]), mimetype: 'image/png' } }),
		}),
	);
}

export function buildWorld(state: State): void {
	state.reset();
	state.config.unknownNumbers = ['5511912340000', '5511988880000', '5511988889999'];
	state.config.businessNumbers = ['5511988887777'];
	state.config.webhookRetry = { delaysMs: [], timeoutMs: 1000 };
	add(state, 'evo1', 'EVOLUTION', { number: '5511900000001' });
	const main = add(state, 'main', 'WHATSAPP-BAILEYS', { id: MAIN_ID });
	open(state, main);
	fill(main);
	const qr = { pairingCode: null, code: '2@a', base64: 'data:image/png;base64,', count: 1 };
	add(state, 'qr-1', 'WHATSAPP-BAILEYS', { state: 'connecting', hasClient: true, qr });
	add(state, 'qr-pair', 'WHATSAPP-BAILEYS');
	const tmp1 = add(state, 'tmp1', 'WHATSAPP-BAILEYS');
	tmp1.groups.set('120363000000000001@g.us', {
		id: '120363000000000001@g.us',
		subject: 'Invited group',
		owner: PERSON,
		creation: 1_795_158_234,
		inviteCode: 'FakeInviteCode12345678',
		participants: [{ id: PERSON, admin: 'superadmin' }],
	});
	add(state, 'biz1', 'WHATSAPP-BUSINESS', { number: '1234567890' });
}
