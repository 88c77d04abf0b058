import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { convert } from '../../../../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../../../../converter/workflow';
import { runNode } from '../../../../../dev/engine/engine';
import { nodeType } from '../../../../../dev/ourPackage';
import type { LoggedRequest } from '../../../../../simulator/state/state';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';
import { arrived, forget, useSimulator } from '../../../../support/simulator';

// Compares requests of HTTP Request nodes to Evolution Go with those of the converted nodes, in n8n's real engine.

const simulator = useSimulator({ server: 'go' });
beforeEach(() => {
	const { config } = simulator.current;
	Object.assign(config.go, { startMs: 40, retryMs: 2, queryMs: 5 });
	Object.assign(config, { ackDelayMs: 5, reloadMs: 20 });
});

const TOKEN = 'demo-token';
const ANA = '5511988887777';
const TEAM = '120363020202020202@g.us';
const MESSAGE = '3EB0C0FFEE00C0FFEE01';
const ITEM: IDataObject = {
	phone: ANA,
	name: 'Ana "A." Lima\nand more',
	file: 'https://example.org/a.jpg',
	id: MESSAGE,
	kind: 'image',
	jid: `${ANA}@s.whatsapp.net`,
	group: TEAM,
};

type Body = Record<string, unknown>;

const node = (route: string, body?: Body): NodeJson => {
	const [method, path] = route.split(' ');
	return {
		name: 'Ask',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [0, 0],
		parameters: {
			method,
			url: `${simulator.current.url}${path}`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'apikey', value: TOKEN }] },
			...(body && {
				sendBody: true,
				specifyBody: 'json',
				jsonBody: `=${JSON.stringify(body, null, 2)}`,
			}),
		},
	};
};

const evaluated = (body: Body) =>
	JSON.parse(
		JSON.stringify(body).replace(/\{\{ \$json\.(\w+) \}\}/g, (_all, name: string) =>
			JSON.stringify(String(ITEM[name])).slice(1, -1),
		),
	) as Body;

const converted = (given: NodeJson, beside?: true) => {
	const other = { ...node('POST /send/text', { number: ANA, text: 'Hello' }), name: 'Other' };
	const nodes = beside ? [given, other] : [given];
	const { result, report } = convert({ nodes, connections: {} });
	const [after] = (result as WorkflowJson).nodes as NodeJson[];
	return { after, text: report.lines.map(({ text }) => text).join('\n') };
};

async function sentBy({ parameters }: NodeJson) {
	forget(simulator.current);
	const { error } = await runNode({
		parameters: parameters as IDataObject,
		items: [{ json: ITEM }],
		credentials: {
			evolutionGoKeyApi: { baseUrl: simulator.current.url, instanceToken: TOKEN },
		},
	});
	return { error, requests: arrived(simulator.current) };
}

async function askedDirectly(route: string, body?: Body): Promise<LoggedRequest> {
	forget(simulator.current);
	const [method, path] = route.split(' ');
	await fetch(simulator.current.url + path, {
		method,
		headers: { apikey: TOKEN, 'content-type': 'application/json' },
		body: body && JSON.stringify(evaluated(body)),
	});
	return arrived(simulator.current)[0];
}

const ADDRESSES = ['number', 'chat', 'groupJid', 'participant', 'participants', 'mentionedJid'];
const asJid = (text: unknown): unknown =>
	Array.isArray(text)
		? text.map(asJid)
		: typeof text === 'string' && /^\+?\d+$/.test(text)
			? `${text.replace('+', '')}@s.whatsapp.net`
			: text;

/** Returns the request's meaning: equivalent values are written in the same way, and values that Go ignores are removed. */
function meaning({ body, files }: LoggedRequest, { body: original }: LoggedRequest): unknown {
	// If the original request has no ID, the server chooses one. Our node chooses the ID itself.
	const isOwnId = !('id' in bodyOf(original));
	const { url, vcard, ...rest } = bodyOf(body);
	const given = withoutTitleAbove(rest);
	// Our node may add a file name. WhatsApp only shows the names of documents.
	const unseen = 'filename' in bodyOf(original) ? [] : ['filename'];
	const entries = Object.entries(given).filter(
		([key, value]) =>
			!['formatJid', ...unseen, ...(isOwnId ? ['id'] : [])].includes(key) &&
			![0, '', false, null].includes(value as string),
	);
	const file = files[0]?.sha256 ?? (isAddress(url) ? url : sha256(url));
	return {
		file,
		// Our node writes a contact's name on one line, because a second line would be another property of the vCard.
		card: isCard(vcard) ? { ...vcard, fullName: vcard.fullName.replace('\n', ', ') } : vcard,
		...Object.fromEntries(
			entries.map(([key, value]) => [
				key,
				// Our node may write a number with a plus sign, which makes no difference to the server.
				ADDRESSES.includes(key) ? asJid(value) : value,
			]),
		),
	};
}

const bodyOf = (body: unknown): Body =>
	(typeof body === 'string' ? JSON.parse(body || '{}') : (body ?? {})) as Body;

/** Our node writes the title of reply buttons above the text, because Evolution Go 0.7.2 shows no title. This removes it again. */
const withoutTitleAbove = ({ description, ...rest }: Body): Body =>
	typeof description === 'string'
		? { ...rest, description: description.replace(`*${String(rest.title)}*\n\n`, '') }
		: rest;

const isAddress = (url: unknown): boolean => url === undefined || /^https?:/.test(String(url));

const isCard = (card: unknown): card is { readonly fullName: string } =>
	typeof card === 'object' && card !== null && 'fullName' in card;

const sha256 = (base64: unknown) =>
	createHash('sha256')
		.update(Buffer.from(String(base64), 'base64'))
		.digest('hex');

interface Shape {
	readonly route: string;
	readonly body?: Body;
	/** The expected operation, such as `message/sendText`; by default an API Request. */
	readonly becomes?: string;
	readonly why?: string;
	/** The server's error for the HTTP Request node's request, if our node's request succeeds instead. */
	readonly mended?: string;
	/** Whether the converter recognizes the HTTP Request node only if another node calls the same server. */
	readonly beside?: true;
	readonly before?: string;
}

const to = (more: Body): Body => ({ number: '{{ $json.phone }}', ...more });
const BUTTONS = [
	{ type: 'reply', displayText: 'Yes', id: 'yes' },
	{ type: 'reply', displayText: 'No {{ $json.phone }}', id: 'no' },
];
const card = (text: string) => ({
	header: { imageUrl: 'https://example.org/a.jpg' },
	body: { text },
	footer: 'Acme',
	buttons: [{ type: 'REPLY', displayText: 'Take', id: text }],
});

const SHAPES: Record<string, Shape> = {
	'a text': {
		route: 'POST /send/text',
		body: { number: ANA, text: 'Hello' },
		becomes: 'message/sendText',
	},
	'a text, with a plus': {
		route: 'POST /send/text',
		body: { number: `+${ANA}`, text: 'Hello' },
		becomes: 'message/sendText',
	},
	'a text with expressions': {
		route: 'POST /send/text',
		body: to({ text: 'Hello {{ $json.name }}!' }),
		becomes: 'message/sendText',
	},
	'a text with everything': {
		route: 'POST /send/text',
		body: to({
			text: 'Hello {{ $json.name }}',
			id: MESSAGE,
			delay: 20,
			formatJid: true,
			quoted: { messageId: '{{ $json.id }}', participant: `${ANA}@s.whatsapp.net` },
			mentionedJid: [`${ANA}@s.whatsapp.net`],
		}),
		becomes: 'message/sendText',
	},
	'a text to a group, for all': {
		route: 'POST /send/text',
		body: { number: '{{ $json.group }}', text: 'Hello', mentionAll: true },
		becomes: 'message/sendText',
	},
	'a link': {
		route: 'POST /send/link',
		body: to({ text: 'See https://example.org/{{ $json.id }}' }),
		becomes: 'message/sendText',
	},
	'a picture by its address': {
		route: 'POST /send/media',
		body: to({ type: 'image', url: 'https://example.org/a.jpg', caption: '{{ $json.name }}' }),
		becomes: 'message/sendMedia',
	},
	'a document by an expression': {
		route: 'POST /send/media',
		body: to({ type: 'document', url: '{{ $json.file }}', filename: 'a.pdf' }),
		becomes: 'message/sendMedia',
	},
	'a picture in Base64': {
		route: 'POST /send/media',
		body: to({ type: 'image', url: SAMPLE_FILES.png, caption: 'Look' }),
		becomes: 'message/sendMedia',
	},
	'a voice note': {
		route: 'POST /send/media',
		body: to({ type: 'audio', url: 'https://example.org/a.mp3' }),
		becomes: 'message/sendVoiceNote',
	},
	'a video note': {
		route: 'POST /send/media',
		body: to({ type: 'ptv', url: 'https://example.org/a.mp4' }),
		becomes: 'message/sendVideoNote',
	},
	'a sticker': {
		route: 'POST /send/sticker',
		body: to({ sticker: 'https://example.org/a.png' }),
		becomes: 'message/sendSticker',
	},
	'a location': {
		route: 'POST /send/location',
		body: to({ name: 'Office', address: '{{ $json.phone }}', latitude: -23.55, longitude: -46.63 }),
		becomes: 'message/sendLocation',
	},
	'a contact': {
		route: 'POST /send/contact',
		body: to({ vcard: { fullName: '{{ $json.name }}', phone: ANA, organization: 'Acme' } }),
		becomes: 'message/sendContact',
	},
	'a poll': {
		route: 'POST /send/poll',
		body: to({ question: 'Lunch?', options: ['Yes', 'No {{ $json.phone }}'], maxAnswer: 1 }),
		becomes: 'message/sendPoll',
	},
	'a poll of many answers': {
		route: 'POST /send/poll',
		body: to({ question: 'Lunch?', options: ['Yes', 'No'] }),
		becomes: 'message/sendPoll',
	},
	buttons: {
		route: 'POST /send/button',
		body: to({ title: 'Order', description: '{{ $json.name }}', footer: 'Acme', buttons: BUTTONS }),
		becomes: 'message/sendButtons',
	},
	'a list': {
		route: 'POST /send/list',
		body: to({
			title: 'Menu',
			description: 'Choose',
			buttonText: 'Open',
			footerText: 'Acme',
			sections: [
				{ title: 'A', rows: [{ title: '{{ $json.name }}', description: '1', rowId: 'r' }] },
			],
		}),
		becomes: 'message/sendList',
	},
	'a carousel': {
		route: 'POST /send/carousel',
		body: to({ body: 'Offers', cards: [card('first'), card('second {{ $json.phone }}')] }),
		becomes: 'message/sendCarousel',
	},
	'a reaction': {
		route: 'POST /message/react',
		body: to({ id: '{{ $json.id }}', reaction: '👍', fromMe: false }),
		becomes: 'message/sendReaction',
	},
	'an edit': {
		route: 'POST /message/edit',
		body: { chat: '{{ $json.jid }}', messageId: '{{ $json.id }}', message: 'Hello again' },
		becomes: 'message/edit',
	},
	'a deletion': {
		route: 'POST /message/delete',
		body: { chat: '{{ $json.phone }}@s.whatsapp.net', messageId: '{{ $json.id }}' },
		becomes: 'message/delete',
	},
	'messages as read': {
		route: 'POST /message/markread',
		body: to({ id: ['{{ $json.id }}', '3A00'] }),
		becomes: 'chat/markAsRead',
	},
	'voice notes that were played': {
		route: 'POST /message/markplayed',
		body: to({ id: ['{{ $json.id }}', '3A00'] }),
		becomes: 'chat/markAsPlayed',
	},
	'who may write in a group': {
		route: 'POST /group/settings',
		body: { groupJid: TEAM, action: 'announcement' },
		becomes: 'group/updateSettings',
	},
	'who may add members to a group': {
		route: 'POST /group/settings',
		body: { groupJid: '{{ $json.group }}', action: 'admin_add' },
		becomes: 'group/updateMemberAddMode',
	},
	'who has to be approved in a group': {
		route: 'POST /group/settings',
		body: { groupJid: TEAM, action: 'approval_on' },
		beside: true,
		why: 'no operation sets who has to approve new members',
	},
	'typing for a while': {
		route: 'POST /message/presence',
		body: to({ state: 'composing', delay: 20 }),
		becomes: 'chat/sendPresence',
	},
	'an end of typing': {
		route: 'POST /message/presence',
		body: to({ state: 'paused' }),
		becomes: 'chat/sendPresence',
	},
	'numbers to check': {
		route: 'POST /user/check',
		body: { number: ['{{ $json.phone }}', '5511977776666'] },
		becomes: 'contact/checkNumbers',
	},
	'a profile': {
		route: 'POST /user/info',
		body: { number: [`${ANA}@s.whatsapp.net`] },
		becomes: 'contact/getProfile',
	},
	'a picture of a person': {
		route: 'POST /user/avatar',
		body: { number: '{{ $json.jid }}', preview: false },
		becomes: 'contact/getProfilePicture',
	},
	'a group': {
		route: 'POST /group/info',
		body: { groupJid: '{{ $json.group }}' },
		becomes: 'group/get',
	},
	'a new group': {
		route: 'POST /group/create',
		body: {
			groupName: 'Order {{ $json.id }}',
			participants: ['{{ $json.jid }}', '5511977776666@s.whatsapp.net'],
		},
		becomes: 'group/create',
	},
	'members of a group': {
		route: 'POST /group/participant',
		body: { groupJid: TEAM, action: 'promote', participants: ['{{ $json.jid }}'] },
		becomes: 'group/updateParticipants',
		mended: 'a list of people in JSON is refused up to 0.7.2',
	},
	'the state': { route: 'GET /instance/status', becomes: 'instance/getConnectionState' },
	'the QR code': {
		route: 'GET /instance/qr',
		becomes: 'instance/connect',
		before: 'DELETE /instance/logout',
	},

	'a link with a title of its own': {
		route: 'POST /send/link',
		body: to({ text: 'https://example.org', title: 'Mine' }),
		why: 'no field for: title',
	},
	'a link that shows none': {
		route: 'POST /send/link',
		body: to({ text: '{{ $json.id }}' }),
		why: 'no visible link',
	},
	'a number that the server changes': {
		route: 'POST /send/text',
		body: { number: '5215512345678', text: 'Hello' },
		why: 'may change the meaning of: number',
	},
	'a number that is none': {
		route: 'POST /send/text',
		body: { number: 5511988887777, text: 'Hello' },
		why: 'may change the meaning of: number',
	},
	'the chat of an edit, which the server does not find': {
		route: 'POST /message/edit',
		body: { chat: ANA, messageId: MESSAGE, message: 'Hello' },
		why: 'may change the meaning of: chat',
	},
	'a reaction that is removed': {
		route: 'POST /message/react',
		body: { number: '5511988887777@s.whatsapp.net', id: MESSAGE, reaction: 'remove' },
		why: 'it removes a reaction: choose Remove Reaction in Send Reaction',
	},
	'profiles of several': {
		route: 'POST /user/info',
		body: { number: [`${ANA}@s.whatsapp.net`, '5511977776666@s.whatsapp.net'] },
		why: 'several people',
	},
	'a text without one': {
		route: 'POST /send/text',
		body: to({ text: '' }),
		why: 'the server also requires: text',
	},
	'a quote of nobody': {
		route: 'POST /send/text',
		body: to({ text: 'Hi', quoted: { messageId: MESSAGE } }),
		why: 'both messageId and participant',
	},
	'a file of any kind': {
		route: 'POST /send/media',
		body: to({ type: '{{ $json.kind }}', url: 'https://example.org/a.jpg' }),
		why: 'an expression decides',
	},
	'a carousel of one card': {
		route: 'POST /send/carousel',
		body: to({ body: 'Offers', cards: [card('first')] }),
		why: 'a single card',
	},
	'a carousel that ends in a text': {
		route: 'POST /send/carousel',
		body: to({ body: 'Offers', footer: 'Acme', cards: [card('first'), card('second')] }),
		why: 'no field for: footer',
	},
	'buttons without a footer': {
		route: 'POST /send/button',
		body: to({ title: 'Order', description: 'Confirm?', buttons: BUTTONS }),
		why: 'the server also requires: footer',
	},
	typing: {
		route: 'POST /message/presence',
		body: to({ state: 'composing' }),
		why: 'ends the presence by itself',
	},
	'a video note from Base64': {
		route: 'POST /send/media',
		body: to({ type: 'ptv', url: SAMPLE_FILES.mp4 }),
		why: 'video notes from Base64',
	},
	'a status': {
		route: 'POST /send/status/text',
		body: { text: 'Hello {{ $json.id }}' },
		beside: true,
		why: 'the converter knows no operation that does the same',
	},
};

describe('converter: an HTTP Request to Evolution Go sends the same after the conversion', () => {
	it.each(Object.entries(SHAPES))('%s', async (_name, shape) => {
		const { route, body, becomes = 'apiRequest/request', why = '', before, mended, beside } = shape;
		if (before !== undefined) await askedDirectly(before);
		const original = await askedDirectly(route, body);
		const { after, text } = converted(node(route, body), beside);
		const { resource, operation, authentication } = after.parameters;
		expect([text, after.type]).toEqual([text, nodeType('evolutionApi')]);
		expect([text, `${String(resource)}/${String(operation)}`, authentication]).toEqual([
			text,
			becomes,
			'evolutionGo',
		]);
		expect(text).toContain(why);
		const { error, requests } = await sentBy(after);
		const same = requests.filter(({ path }) => path === route.split(' ')[1]);
		expect([after.parameters, error?.message, same.length]).toEqual([
			after.parameters,
			error?.message,
			1,
		]);
		const [{ method, status }] = same;
		expect([method, status]).toEqual([
			original.method,
			mended === undefined ? original.status : 200,
		]);
		expect(meaning(same[0], original)).toEqual(meaning(original, original));
	});
});
