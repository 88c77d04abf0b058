import { until } from '../../support/client';
import type { Collector } from '../../support/collector';
import { ANA, type GoClient, TEAM } from './goClient';

type Json = Record<string, unknown>;

interface Playing {
	readonly go: GoClient;
	readonly hook: Collector;
}

/**
 * Returns functions that cause an event, by the event's key in `facts/go/events.json`, e.g. `message.text`.
 * @param current returns the server, and the receiver of all its events
 */
export function happeningsOf(current: () => Playing): Record<string, () => Promise<unknown>> {
	const receive = async (kind: string, more: Json = {}) =>
		(await current().go.post('/_sim/instances/demo/receive', { from: ANA, kind, ...more })).body;
	const FILE = { base64: 'JVBERi0xLjQ=', mimetype: 'application/pdf', fileName: 'offer.pdf' };
	const send = async (path: string, more: Json) =>
		(await current().go.send(path, { number: ANA, ...more })).body.data.Info.ID as string;
	const poll = async () => await send('/send/poll', { question: 'Lunch?', options: ['Yes', 'No'] });
	const buttons = async () =>
		await send('/send/button', {
			title: 'Order',
			description: 'Confirm?',
			footer: 'Acme',
			buttons: [{ type: 'reply', displayText: 'Yes', id: 'yes' }],
		});

	const card = async () => {
		const reply = { type: 'REPLY', displayText: 'Yes', id: 'yes' };
		const header = { title: 'Order' };
		return await send('/send/carousel', {
			cards: [{ header, body: { text: 'Confirm?' }, buttons: [reply] }],
		});
	};

	/** Restarts the client, because a client reports its log-out to the webhook that was set when the client started. */
	async function restart(): Promise<void> {
		await current().go.ask('POST', '/instance/reconnect');
		await until(
			async () => (await current().go.ask('GET', '/instance/status')).body.data?.LoggedIn,
		);
	}

	const HAPPENS: Record<string, () => Promise<unknown>> = {
		'message.text': async () => await receive('text', { text: 'Hello' }),
		'message.group-text-lid': async () => await receive('text', { text: 'Hi all', chat: TEAM }),
		'message.own-from-phone': async () =>
			await receive('text', { text: 'I am on it', fromMe: true, lid: '12345678901234@lid' }),
		'message.image': async () => await receive('image', { ...FILE, caption: 'Look' }),
		'message.video': async () => await receive('video', { ...FILE, caption: 'Clip' }),
		'message.audio-ptt': async () => await receive('audio', { ...FILE, ptt: true }),
		'message.document': async () => await receive('document', FILE),
		'message.sticker': async () =>
			await receive('sticker', { base64: 'UklGRg==', mimetype: 'image/webp' }),
		'message.location': async () =>
			await receive('location', { latitude: -23.5, longitude: -46.6, name: 'A', address: 'B' }),
		'message.contact': async () =>
			await receive('contact', { fullName: 'Ana Lima', phoneNumber: '+55 11 90000-0002' }),
		'message.quote': async () => {
			const quotedId = await send('/send/text', { text: 'Which size?' });
			await receive('text', { text: 'Large', quotedId });
		},
		'message.reaction': async () => {
			const targetId = await send('/send/text', { text: 'Hi' });
			await receive('reaction', { targetId, emoji: '👍' });
		},
		'message.poll-vote': async () => {
			await receive('pollVote', { targetId: await poll(), options: ['Yes'] });
		},
		'message.buttons-response': async () => {
			await receive('buttonReply', { targetId: await buttons(), buttonId: 'yes' });
		},
		'message.native-flow-response': async () => {
			await receive('buttonReply', { targetId: await card(), buttonId: 'yes' });
		},
		'message.list-response': async () => {
			const rows = [{ title: 'One', description: '1', rowId: 'r1' }];
			const texts = { title: 'M', description: 'C', buttonText: 'O', footerText: 'F' };
			const targetId = await send('/send/list', { ...texts, sections: [{ title: 'A', rows }] });
			await receive('listReply', { targetId, rowId: 'r1' });
		},
		'message.edited-encrypted': async () => {
			const { key } = await receive('text', { text: 'Hello' });
			await receive('edit', { targetId: key.id, text: 'Hello!' });
		},
		'message.edited': async () => {
			await current().go.post('/_sim/config', { plainEdits: true });
			await HAPPENS['message.edited-encrypted']();
		},
		'message.revoked': async () => {
			const { key } = await receive('text', { text: 'Hello' });
			await receive('delete', { targetId: key.id });
		},
		'message.image-no-file': async () => {
			await current().go.post('/_sim/config', { go: { webhookFiles: false } });
			await receive('image', { ...FILE, caption: 'Look' });
		},
		'sendmessage.text': async () => await send('/send/text', { text: 'Hello' }),
		'sendmessage.image': async () =>
			await send('/send/media', { type: 'image', url: 'https://example.org/a.jpg', caption: 'A' }),
		'receipt.delivered': async () => await send('/send/text', { text: 'Hello' }),
		'receipt.read': async () => {
			await send('/send/text', { text: 'Hello' });
			await current().go.post('/_sim/instances/demo/read', { chat: ANA });
		},
		'receipt.readself': async () =>
			await current().go.post('/_sim/instances/demo/readSelf', { chat: ANA }),
		chatpresence: async () => await receive('presence', { presence: 'composing' }),
		presence: async () => await receive('presence', { presence: 'available' }),
		pushname: async () => await receive('text', { text: 'Hi', pushName: 'Ana L.' }),
		contact: async () =>
			await current().go.post('/_sim/instances/demo/contacts', {
				number: '5511955550000',
				name: 'Eva Lima',
			}),
		labeledit: async () =>
			await current().go.send('/label/edit', { labelId: '5', name: 'VIP', color: 3 }),
		labelassociationchat: async () =>
			await current().go.send('/label/chat', { jid: ANA, labelId: '7' }),
		labelassociationmessage: async () =>
			await current().go.send('/label/message', { jid: ANA, labelId: '7', messageId: 'M' }),
		groupinfo: async () => {
			const body = {
				groupJid: TEAM,
				action: 'add',
				participants: ['5511955550000@s.whatsapp.net'],
			};
			await fetch(`${current().go.simulator.url}/group/participant`, {
				method: 'POST',
				headers: { apikey: 'demo-token', 'content-type': 'text/plain' },
				body: JSON.stringify(body),
			});
		},
		joinedgroup: async () =>
			await current().go.send('/group/create', { groupName: 'New', participants: [ANA] }),
		newsletterjoin: async () => await current().go.send('/newsletter/create', { name: 'News' }),
		buttonclick: async () => await HAPPENS['message.buttons-response'](),
		picture: async () =>
			await current().go.post('/_sim/instances/demo/people', { from: ANA, picture: true }),
		userabout: async () =>
			await current().go.post('/_sim/instances/demo/people', { from: ANA, about: 'Busy' }),
		calloffer: async () => await current().go.post('/_sim/instances/demo/calls', { from: ANA }),
		callaccept: async () =>
			await current().go.post('/_sim/instances/demo/calls', { from: ANA, action: 'accept' }),
		callterminate: async () =>
			await current().go.post('/_sim/instances/demo/calls', { from: ANA, action: 'terminate' }),
		calloffernotice: async () =>
			await current().go.post('/_sim/instances/demo/calls', { from: ANA, action: 'notice' }),
		callrelaylatency: async () =>
			await current().go.post('/_sim/instances/demo/calls', { from: ANA, action: 'latency' }),
		disconnected: async () =>
			await current().go.post('/_sim/instances/demo/close', { reason: 408 }),
		connected: async () => await current().go.post('/_sim/instances/demo/close', { reason: 408 }),
		temporaryban: async () =>
			await current().go.post('/_sim/instances/demo/close', { reason: 402 }),
		loggedout: async () => await current().go.post('/_sim/instances/demo/close', { reason: 401 }),
		'loggedout.local': async () => {
			await restart();
			await current().go.ask('POST', '/instance/disconnect');
		},
		qrcode: async () => {
			await restart();
			await current().go.ask('DELETE', '/instance/logout');
		},
		passkeyrequest: async () => {
			await HAPPENS.qrcode();
			await current().hook.wait('QRCode');
			await current().go.post('/_sim/instances/demo/passkey');
		},
		qrtimeout: async () => {
			current().go.simulator.config.go.qrMs = 5;
			await HAPPENS.qrcode();
		},
		pairsuccess: async () => {
			await HAPPENS.qrcode();
			await current().hook.wait('QRCode');
			await current().go.post('/_sim/instances/demo/scan');
		},
	};

	return HAPPENS;
}
