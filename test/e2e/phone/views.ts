type Json = Record<string, unknown>;

export const ANA = '5511988887777@s.whatsapp.net';
export const BRUNO = '5511977776666@s.whatsapp.net';
export const CARLA = '34612345678@s.whatsapp.net';
export const OWN = '5511900000001@s.whatsapp.net';
export const TEAM = '120363020202020202@g.us';

export const DEMO = {
	name: 'demo',
	state: 'open',
	integration: 'WHATSAPP-BAILEYS',
	ownerJid: OWN,
	profileName: 'Flower Shop',
	qr: null,
	pairingCode: null,
};

export const CHAT = { jid: ANA, name: 'Ana', isGroup: false, unread: 0 };

export const fromAna = (id: string, more: Json = {}) => ({
	id,
	chat: ANA,
	fromMe: false,
	sender: { jid: ANA, name: 'Ana' },
	at: 1_790_000_000_000,
	kind: 'text',
	reactions: [],
	edited: false,
	deleted: false,
	ack: 'DELIVERY_ACK',
	...more,
});

export const fromInstance = (id: string, more: Json = {}) =>
	fromAna(id, { fromMe: true, sender: { jid: OWN, name: 'Flower Shop' }, ack: 'READ', ...more });
