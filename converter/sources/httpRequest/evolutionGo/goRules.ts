import type { Value } from '../../../expressions/value';
import type { Shape } from '../../../table';
import { textOf, type Entries, type GoKey, type GoRule } from './goRule';

const COMMON: Readonly<Record<string, GoKey>> = {
	number: ['address', 'body.number'],
	delay: ['number', 'body.delay'],
	formatJid: ['boolean'],
	'quoted.messageId': ['text', 'body.quoted.key.id'],
	'quoted.participant': ['address', 'body.quoted.key.participant'],
	mentionedJid: ['addresses', 'body.mentioned'],
	mentionAll: ['boolean', 'body.mentionsEveryOne'],
};
const WITH_ID = { ...COMMON, id: ['text', 'body.messageId'] } as const;

/** Longest delay that our node accepts, ms. */
const LONGEST_DELAY = 120_000;

function whyNotCommon(given: Entries): string | undefined {
	const has = (key: string) => given.has(key);
	if (has('quoted.messageId') !== has('quoted.participant')) {
		return 'a quote needs both messageId and participant';
	}
	if (has('mentionedJid') && has('mentionAll')) return 'it uses mentionedJid and mentionAll';
	const { value: delay } = literalIn(given, 'delay');
	if (typeof delay === 'number' && (delay > LONGEST_DELAY || delay < 0)) return 'of its delay';
	const format = given.get('formatJid');
	return format !== undefined && format.kind !== 'literal'
		? 'an expression decides formatJid'
		: undefined;
}

function literalIn(given: Entries, key: string): { readonly value?: unknown } {
	const value = given.get(key);
	return value?.kind === 'literal' ? value : {};
}

interface Message {
	readonly operation: string;
	readonly keys: Readonly<Record<string, GoKey>>;
	readonly required: readonly string[];
	readonly more?: Partial<GoRule>;
}

const message = ({ operation, keys, required, more }: Message): GoRule => ({
	operation: `message/${operation}`,
	keys,
	required: ['number', ...required],
	...more,
	whyNot: (given) => whyNotCommon(given) ?? more?.whyNot?.(given),
});

const isLink = (value: Value | undefined) => {
	const parts = value?.kind === 'template' ? value.parts : [{ text: textOf(value) ?? '' }];
	return parts.some((part) => 'text' in part && /https?:\/\/\S/.test(part.text));
};

const MEDIA = {
	...WITH_ID,
	type: ['text', 'body.mediatype'],
	url: ['text', 'body.media'],
	caption: ['text', 'body.caption'],
	filename: ['text', 'body.fileName'],
} as const satisfies GoRule['keys'];

const KINDS: Readonly<Record<string, Message>> = {
	image: { operation: 'sendMedia', keys: MEDIA, required: ['type'] },
	video: { operation: 'sendMedia', keys: MEDIA, required: ['type'] },
	document: { operation: 'sendMedia', keys: MEDIA, required: ['type'] },
	audio: {
		operation: 'sendVoiceNote',
		keys: { ...WITH_ID, type: ['text'], url: ['text', 'body.audio'] },
		required: ['type'],
	},
	ptv: {
		operation: 'sendVideoNote',
		keys: { ...WITH_ID, type: ['text'], url: ['text', 'body.video'] },
		required: ['type'],
		more: {
			whyNot: (given) =>
				/^https?:/i.test(textOf(given.get('url')) ?? 'https:')
					? undefined
					: 'Evolution Go does not make video notes from Base64',
		},
	},
};

function mediaRule(given: Entries): GoRule | string {
	const kind = textOf(given.get('type'));
	if (kind === undefined) return 'an expression decides which kind of file it is';
	return kind in KINDS ? message(KINDS[kind]) : 'the server does not know this kind of file';
}

const CARD: Shape = {
	set: {},
	says: [
		{ at: 'header.imageUrl', field: 'imageUrl', as: 'text' },
		{ at: 'body.text', field: 'body', as: 'text' },
		{ at: 'footer', field: 'footer', as: 'text' },
		{
			at: 'buttons',
			field: 'buttons.button',
			rows: [
				{
					set: { type: 'reply' },
					says: [
						{ at: 'displayText', field: 'displayText', as: 'text' },
						{ at: 'id', field: 'id', as: 'text' },
					],
					always: { type: 'REPLY' },
					also: [],
				},
			],
		},
	],
	always: {},
	also: [],
};

const CAROUSEL: Shape = {
	set: { listSource: 'fields' },
	says: [
		{ at: 'body.number', field: 'recipient', as: 'text' },
		{ at: 'body.body', field: 'text', as: 'text' },
		{ at: 'body.cards', field: 'cards.card', rows: [CARD] },
	],
	always: {},
	also: [],
};

/** Refuses a carousel with a single card, because our node may move the message's text into that card. */
function whyNotCarousel(given: Entries): string | undefined {
	const cards = given.get('cards');
	return cards?.kind === 'list' && cards.items.length > 1 ? undefined : 'it has a single card';
}

const READ: Shape = {
	set: {},
	says: [
		{ at: 'body.number', field: 'recipient', as: 'text' },
		{ at: 'body.id', field: 'messageIds', as: 'list', separator: '\n' },
	],
	always: {},
	also: [],
};

const single = (at: string, only: string) => (given: Entries) => {
	const list = given.get(at);
	return list?.kind === 'list' && list.items.length === 1 ? undefined : only;
};

const onlyPhones = (given: Entries): string | undefined => {
	const list = given.get('number');
	const items = list?.kind === 'list' ? list.items : [];
	const isOther = items.some((item) => /@(?!s\.whatsapp\.net)/.test(textOf(item) ?? ''));
	return isOther ? 'only phone numbers can be looked up' : undefined;
};

/** Longest time (ms) for which the server shows that someone is typing. */
const LONGEST_PRESENCE = 60_000;

/** Without a delay, Evolution Go doesn't end a presence such as "composing". Our operation always does. */
function whyNotPresence(given: Entries): string | undefined {
	const state = textOf(given.get('state'));
	const { value: delay } = literalIn(given, 'delay');
	if (state === 'paused' && !given.has('delay')) return undefined;
	const isKept = typeof delay === 'number' && delay > 0 && delay <= LONGEST_PRESENCE;
	return state === 'composing' && isKept
		? undefined
		: 'Chat → Send Presence ends the presence by itself';
}

const GROUP_SETTINGS = ['announcement', 'not_announcement', 'locked', 'unlocked'];
const MEMBER_ADD_MODES = ['admin_add', 'all_member_add'];

function groupSettingRule(given: Entries): GoRule | string {
	const action = textOf(given.get('action'));
	if (action === undefined) return 'an expression decides which setting of the group it is';
	const isMode = MEMBER_ADD_MODES.includes(action);
	if (!isMode && !GROUP_SETTINGS.includes(action)) {
		return 'no operation sets who has to approve new members';
	}
	return {
		operation: isMode ? 'group/updateMemberAddMode' : 'group/updateSettings',
		keys: {
			groupJid: ['jid', 'query.groupJid'],
			action: ['text', isMode ? 'body.mode' : 'body.action'],
		},
		required: ['groupJid', 'action'],
	};
}

const RULES: Readonly<Record<string, GoRule | ((given: Entries) => GoRule | string)>> = {
	'POST /send/text': message({
		operation: 'sendText',
		keys: { ...WITH_ID, text: ['text', 'body.text'] },
		required: ['text'],
	}),
	// If the text has no link, our node would use /send/text instead of /send/link.
	'POST /send/link': message({
		operation: 'sendText',
		keys: { ...WITH_ID, text: ['text', 'body.text'] },
		required: ['text'],
		more: {
			adds: { 'body.linkPreview': true },
			whyNot: (given) => (isLink(given.get('text')) ? undefined : 'the text has no visible link'),
		},
	}),
	'POST /send/media': mediaRule,
	'POST /send/sticker': message({
		operation: 'sendSticker',
		keys: { ...WITH_ID, sticker: ['text', 'body.sticker'] },
		required: ['sticker'],
		more: {
			whyNot: (given) =>
				/^(?!https?:)/i.test(textOf(given.get('sticker')) ?? 'https:')
					? 'Evolution Go only sends stickers from an address'
					: undefined,
		},
	}),
	'POST /send/location': message({
		operation: 'sendLocation',
		keys: {
			...WITH_ID,
			name: ['text', 'body.name'],
			address: ['text', 'body.address'],
			latitude: ['number', 'body.latitude'],
			longitude: ['number', 'body.longitude'],
		},
		required: ['name', 'address', 'latitude', 'longitude'],
	}),
	'POST /send/contact': message({
		operation: 'sendContact',
		keys: {
			...WITH_ID,
			'vcard.fullName': ['text', 'body.contact.0.fullName'],
			'vcard.phone': ['phone', 'body.contact.0.phoneNumber'],
			'vcard.organization': ['text', 'body.contact.0.organization'],
		},
		required: ['vcard.fullName', 'vcard.phone'],
	}),
	'POST /send/poll': message({
		operation: 'sendPoll',
		keys: {
			...WITH_ID,
			question: ['text', 'body.name'],
			options: ['texts', 'body.values'],
			maxAnswer: ['number', 'body.selectableCount'],
		},
		required: ['question', 'options'],
		more: { defaults: { maxAnswer: 0 } },
	}),
	'POST /send/button': message({
		operation: 'sendButtons',
		keys: {
			...COMMON,
			title: ['text', 'body.title'],
			description: ['text', 'body.description'],
			footer: ['text', 'body.footer'],
			buttons: ['rows', 'body.buttons'],
			imageUrl: ['text', 'body.thumbnailUrl'],
		},
		required: ['title', 'description', 'footer', 'buttons'],
	}),
	'POST /send/list': message({
		operation: 'sendList',
		keys: {
			...COMMON,
			title: ['text', 'body.title'],
			description: ['text', 'body.description'],
			buttonText: ['text', 'body.buttonText'],
			footerText: ['text', 'body.footerText'],
			sections: ['rows', 'body.sections'],
		},
		required: ['title', 'description', 'buttonText', 'footerText', 'sections'],
	}),
	'POST /send/carousel': message({
		operation: 'sendCarousel',
		keys: {
			number: COMMON.number,
			formatJid: COMMON.formatJid,
			body: ['text', 'body.body'],
			cards: ['rows', 'body.cards'],
		},
		required: ['body', 'cards'],
		more: { shapes: [CAROUSEL], whyNot: whyNotCarousel },
	}),
	'POST /message/react': {
		operation: 'message/sendReaction',
		keys: {
			number: ['address', 'body.key.remoteJid'],
			id: ['text', 'body.key.id'],
			fromMe: ['boolean', 'body.key.fromMe'],
			participant: ['address', 'body.key.participant'],
			reaction: ['text', 'body.reaction'],
		},
		required: ['number', 'id', 'reaction'],
		defaults: { fromMe: false },
		whyNot: (given) =>
			['', 'remove'].includes(textOf(given.get('reaction')) ?? 'unknown')
				? 'it removes a reaction: choose Remove Reaction in Send Reaction'
				: undefined,
	},
	'POST /message/edit': {
		operation: 'message/edit',
		keys: {
			chat: ['jid', 'body.number'],
			messageId: ['text', 'body.key.id'],
			message: ['text', 'body.text'],
		},
		required: ['chat', 'messageId', 'message'],
		adds: { 'body.key.fromMe': true },
	},
	'POST /message/delete': {
		operation: 'message/delete',
		keys: { chat: ['jid', 'body.remoteJid'], messageId: ['text', 'body.id'] },
		required: ['chat', 'messageId'],
		adds: { 'body.fromMe': true },
	},
	'POST /message/markread': {
		operation: 'chat/markAsRead',
		keys: { number: ['address', 'body.number'], id: ['texts', 'body.id'] },
		required: ['number', 'id'],
		shapes: [READ],
	},
	'POST /message/markplayed': {
		operation: 'chat/markAsPlayed',
		keys: { number: ['address', 'body.number'], id: ['texts', 'body.id'] },
		required: ['number', 'id'],
		shapes: [READ],
	},
	'POST /message/presence': {
		operation: 'chat/sendPresence',
		keys: {
			number: ['address', 'body.number'],
			state: ['text', 'body.presence'],
			delay: ['number', 'body.delay'],
		},
		required: ['number', 'state'],
		whyNot: whyNotPresence,
	},
	'POST /user/check': {
		operation: 'contact/checkNumbers',
		keys: { number: ['addresses', 'body.numbers'], formatJid: ['boolean'] },
		required: ['number'],
		whyNot: onlyPhones,
	},
	'POST /user/info': {
		operation: 'contact/getProfile',
		keys: { number: ['one', 'body.number'], formatJid: ['boolean'] },
		required: ['number'],
		whyNot: single('number', 'it asks for several people'),
	},
	'POST /user/avatar': {
		operation: 'contact/getProfilePicture',
		keys: { number: ['jid', 'body.number'] },
		required: ['number'],
		fields: { download: false },
	},
	'GET /group/list': {
		operation: 'group/getMany',
		keys: {},
		required: [],
		fields: { returnAll: true },
		shapes: [{ set: {}, says: [], always: {}, also: [] }],
	},
	'POST /group/info': {
		operation: 'group/get',
		keys: { groupJid: ['jid', 'query.groupJid'] },
		required: ['groupJid'],
	},
	'POST /group/create': {
		operation: 'group/create',
		keys: {
			groupName: ['text', 'body.subject'],
			participants: ['jids', 'body.participants'],
		},
		required: ['groupName', 'participants'],
	},
	'POST /group/participant': {
		operation: 'group/updateParticipants',
		keys: {
			groupJid: ['jid', 'query.groupJid'],
			action: ['text', 'body.action'],
			participants: ['addresses', 'body.participants'],
		},
		required: ['groupJid', 'action', 'participants'],
	},
	'POST /group/settings': groupSettingRule,
	'GET /instance/status': {
		operation: 'instance/getConnectionState',
		keys: {},
		required: [],
	},
	'GET /instance/qr': {
		operation: 'instance/connect',
		keys: {},
		required: [],
		shapes: [{ set: {}, says: [], always: {}, also: [] }],
	},
};

/** Returns the rule for a route, or why it can't be converted; undefined if no operation has the route. */
export function goRuleFor(route: string, body: Value | undefined): GoRule | string | undefined {
	const rule = RULES[route];
	if (typeof rule !== 'function') return rule;
	return body?.kind === 'object' ? rule(body.entries) : 'the whole body comes from an expression';
}
