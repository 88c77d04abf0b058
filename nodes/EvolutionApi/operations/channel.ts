import type { IDataObject } from 'n8n-workflow';

import { mustBe, refuseInput } from '../core/input/inputProblem';
import { collectTexts, readWrittenText } from '../server/messageContent';
import { defineOperation, type Resource } from '../table/operation';
import { asRecord, asRecords, textOrNull, firstText, numberOrNull } from '../core/values/answer';
import { isoFromSeconds, isoFromText } from '../core/values/time';
import { channelField, channelInput } from '../fields/recipient';
import {
	collectionInput,
	listFilters,
	optionsField,
	numberField,
	textField,
} from '../fields/fieldKinds';
import { readOptions, readOptionsInput, listFields, simplify } from '../fields/reads';
import { integer } from '../core/input/checks';
import { optionalText, text } from '../fields/inputs';
import { instanceField } from '../fields/instance';

/** `GET /newsletter/list`: returns all channels at once, because the route has no pages. */
const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp channels',
	description: 'Get the channels that the account follows or owns',
	request: { method: 'GET', path: '/newsletter/list', reads: true, onlyOn: 'evolutionGo' },
	fields: [instanceField, ...listFields, simplify],
	output: ({ data }) => asRecords(data),
	simplify: simplifyChannel,
});

const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp channel',
	description: 'Get the name, description, link and number of subscribers of a channel',
	request: { method: 'POST', path: '/newsletter/info', reads: true, onlyOn: 'evolutionGo' },
	fields: [instanceField, channelField, readOptions, simplify],
	input: { channel: channelInput, options: readOptionsInput },
	example: { channel: '120363025246125486@newsletter' },
	body: ({ channel: jid }) => ({ jid }),
	simplify: simplifyChannel,
});

/** Matches an invite link or its code, and the link of a post, which ends with the post's number. */
const INVITE_LINK =
	/^(?:(?:https?:\/\/)?(?:www\.)?whatsapp\.com\/channel\/)?([\w-]{8,64})(?:\/\d*)?(?:\?.*)?$/;

const inviteInput = text.transform((value, context) => {
	const link = value.trim();
	const code = INVITE_LINK.exec(link)?.[1];
	if (code !== undefined) return code;
	return refuseInput(
		context,
		mustBe('the link of a channel', link),
		'Enter the whole link, or the code after https://whatsapp.com/channel/.',
	);
});

const getByInvite = defineOperation({
	name: 'Get by Invite',
	value: 'getByInvite',
	action: 'Get a WhatsApp channel by its invite link',
	description: 'Get a channel by its link, even if the account does not follow it',
	request: { method: 'POST', path: '/newsletter/link', reads: true, onlyOn: 'evolutionGo' },
	fields: [
		instanceField,
		textField('Invite Code or Link', 'channelInvite', {
			required: true,
			placeholder: 'e.g. https://whatsapp.com/channel/0029Va4K0PZ5a245NkngBA2M',
			description: 'Link of the channel, or the code at its end',
		}),
		readOptions,
		simplify,
	],
	input: { channelInvite: inviteInput, options: readOptionsInput },
	example: { channelInvite: 'https://whatsapp.com/channel/0029Va4K0PZ5a245NkngBA2M' },
	body: ({ channelInvite: key }) => ({ key }),
	simplify: simplifyChannel,
});

const POSTS_PER_REQUEST = 100;

const readPostNumber = ({ MessageServerID }: IDataObject) =>
	numberOrNull(MessageServerID) ?? Infinity;

/** `POST /newsletter/messages`: the server asks WhatsApp for the posts, because the server stores none. */
const getMessages = defineOperation({
	name: 'Get Messages',
	value: 'getMessages',
	action: 'Get the messages of a WhatsApp channel',
	description: 'Get the posts of a channel, newest first, with their views and reactions',
	request: { method: 'POST', path: '/newsletter/messages', reads: true, onlyOn: 'evolutionGo' },
	fields: [
		instanceField,
		channelField,
		...listFields,
		listFilters(
			numberField('Before Post Number', 'beforePost', {
				typeOptions: { minValue: 1 },
				default: 1,
				description: 'Only posts older than the one with this "postNumber"',
			}),
		),
		readOptions,
		simplify,
	],
	input: {
		channel: channelInput,
		filters: collectionInput({ beforePost: integer(1, Number.MAX_SAFE_INTEGER) }),
		options: readOptionsInput,
	},
	example: { channel: '120363025246125486@newsletter' },
	// Each request asks for posts before the oldest one so far. WhatsApp, not `count`, decides how many posts come back.
	async run({ channel: jid, filters }, { ask, limit = Infinity }) {
		const posts = new Map<number, IDataObject>();
		let before = filters?.beforePost;
		while (posts.size < limit) {
			const count = Math.min(POSTS_PER_REQUEST, limit - posts.size);
			const page = asRecords(await ask({ body: { jid, count, before_id: before } }));
			const countBefore = posts.size;
			for (const post of page) posts.set(readPostNumber(post), post);
			const oldest = Math.min(...posts.keys());
			if (posts.size === countBefore || !Number.isFinite(oldest)) break;
			before = oldest;
		}
		return [...posts.values()].sort((post, other) => readPostNumber(other) - readPostNumber(post));
	},
	output: ({ data }) => asRecords(data),
	simplify: simplifyPost,
});

/** `POST /newsletter/subscribe`: WhatsApp ends the subscription after a while. There is no route to follow a channel. */
const subscribe = defineOperation({
	name: 'Subscribe',
	value: 'subscribe',
	action: 'Subscribe to live updates of a WhatsApp channel',
	description: 'Receive live updates of a channel for a while, without following it',
	request: {
		method: 'POST',
		path: '/newsletter/subscribe',
		idempotent: true,
		onlyOn: 'evolutionGo',
	},
	fields: [instanceField, channelField],
	input: { channel: channelInput },
	example: { channel: '120363025246125486@newsletter' },
	body: ({ channel: jid }) => ({ jid }),
	output: (_answer, { channel: channelJid }) => ({ subscribed: true, channelJid }),
});

const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp channel',
	description: 'Create a channel that the account owns',
	request: {
		method: 'POST',
		path: '/newsletter/create',
		idempotent: false,
		onlyOn: 'evolutionGo',
	},
	fields: [
		instanceField,
		textField('Name', 'channelName', {
			required: true,
			placeholder: 'e.g. News of our shop',
			description: 'The name of the channel',
		}),
		optionsField(
			textField('Description', 'description', {
				typeOptions: { rows: 4 },
				placeholder: 'e.g. New products, every Monday',
				description: 'Description of the channel',
			}),
		),
		simplify,
	],
	input: { channelName: text, options: collectionInput({ description: optionalText }) },
	example: { channelName: 'News', options: { description: 'New products, every Monday' } },
	body: ({ channelName: name, options }) => ({ name, description: options?.description }),
	simplify: simplifyChannel,
});

const readPictureUrl = (picture: unknown) => textOrNull(asRecord(picture).url);

/** `role` and `isMuted` are null if the account doesn't follow the channel. */
function simplifyChannel(item: IDataObject): IDataObject {
	const about = asRecord(item.thread_metadata);
	const own = asRecord(item.viewer_metadata);
	const inviteCode = textOrNull(about.invite);
	return {
		channelJid: textOrNull(item.id),
		name: textOrNull(asRecord(about.name).text),
		description: textOrNull(asRecord(about.description).text),
		subscribers: numberOrNull(about.subscribers_count),
		role: textOrNull(own.role),
		isMuted: own.mute === undefined ? null : own.mute === 'on',
		isVerified: about.verification === 'verified',
		state: textOrNull(asRecord(item.state).type),
		inviteCode,
		inviteUrl: inviteCode === null ? null : `https://whatsapp.com/channel/${inviteCode}`,
		pictureUrl: readPictureUrl(about.picture) ?? readPictureUrl(about.preview),
		createdAt: isoFromSeconds(about.creation_time),
	};
}

function simplifyPost(item: IDataObject): IDataObject {
	const { Message: content } = item;
	const reactions = Object.entries(asRecord(item.ReactionCounts));
	return {
		text: firstText(readWrittenText(content), ...collectTexts(content)),
		timestamp: isoFromText(item.Timestamp),
		messageId: textOrNull(item.MessageID),
		postNumber: numberOrNull(item.MessageServerID),
		type: textOrNull(item.Type),
		views: numberOrNull(item.ViewsCount),
		reactions: reactions.map(([emoji, count]) => ({ emoji, count })),
	};
}

export const channel: Resource = {
	name: 'Channel',
	value: 'channel',
	description: 'Manage channels (newsletters) and read their posts',
	operations: [getMany, get, getByInvite, getMessages, subscribe, create],
};
