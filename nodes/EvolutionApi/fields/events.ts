import { z } from 'zod';

import type { Failure } from '../core/failures/failure';
import { reportProblem } from '../core/input/inputProblem';
import { choicesField } from './fieldKinds';

// The list of events that the fields offer and the trigger recognizes.

/** An event of Evolution API. */
export interface EventDefinition {
	/** Label in the editor. */
	readonly name: string;
	/** Its name for `/webhook/set` and the event transports. */
	readonly value: string;
	/** Its name in a delivery, under `event`. */
	readonly emits: string;
	/** When it comes, for lists that have room for that. */
	readonly description: string;
	/** The first version of the server that has it; left out for 2.2.0 and older. */
	readonly since?: string;
}

/** By how much they are used; those that are never sent come last. With one exception, `value` is `emits` in capitals with underscores. */
export const EVENTS = [
	{
		name: 'Message Received',
		value: 'MESSAGES_UPSERT',
		emits: 'messages.upsert',
		description: 'A message of any kind came in, or was written on the phone itself',
	},
	{
		name: 'Message Sent Through the API',
		value: 'SEND_MESSAGE',
		emits: 'send.message',
		description: 'A message was sent through the API, by n8n or another program',
	},
	{
		name: 'Delivery or Read Tick',
		value: 'MESSAGES_UPDATE',
		emits: 'messages.update',
		description: 'A message was sent, delivered, read or played',
	},
	{
		name: 'Message Edited',
		value: 'MESSAGES_EDITED',
		emits: 'messages.edited',
		description: 'The text of a message was changed on a phone',
	},
	{
		name: 'Message Deleted',
		value: 'MESSAGES_DELETE',
		emits: 'messages.delete',
		description: 'A message was deleted for everyone',
	},
	{
		name: 'Member Joined, Left or Changed',
		value: 'GROUP_PARTICIPANTS_UPDATE',
		emits: 'group-participants.update',
		description: 'People joined or left a group, or became admins or lost that role',
	},
	{
		name: 'Group Joined',
		value: 'GROUPS_UPSERT',
		emits: 'groups.upsert',
		description: 'The account is in a new group',
	},
	{
		name: 'Call',
		value: 'CALL',
		emits: 'call',
		description: 'Someone calls, or a call is accepted, rejected or over',
	},
	{
		name: 'Typing or Online',
		value: 'PRESENCE_UPDATE',
		emits: 'presence.update',
		description: 'Someone is online, typing or recording, or stopped',
	},
	{
		name: 'Connection Changed',
		value: 'CONNECTION_UPDATE',
		emits: 'connection.update',
		description: 'The connection to WhatsApp opens, closes or is being established',
	},
	{
		name: 'QR Code Updated',
		value: 'QRCODE_UPDATED',
		emits: 'qrcode.updated',
		description: 'There is a new QR code or pairing code to connect the phone with',
	},
	{
		name: 'Contact Added',
		value: 'CONTACTS_UPSERT',
		emits: 'contacts.upsert',
		description: 'A contact is new, e.g. a person who writes for the first time',
	},
	{
		name: 'Contact Changed',
		value: 'CONTACTS_UPDATE',
		emits: 'contacts.update',
		description: 'The name or picture of a contact was seen again or changed',
	},
	{
		name: 'Label Added to or Removed From Chat',
		value: 'LABELS_ASSOCIATION',
		emits: 'labels.association',
		description: 'A label was added to a chat or removed from it',
	},
	{
		name: 'Label Created, Changed or Deleted',
		value: 'LABELS_EDIT',
		emits: 'labels.edit',
		description: 'A label was created, changed or deleted',
	},
	{
		name: 'Chat Added or Changed',
		value: 'CHATS_UPSERT',
		emits: 'chats.upsert',
		description: 'A chat is new or was updated',
	},
	{
		name: 'Chat Touched',
		value: 'CHATS_UPDATE',
		emits: 'chats.update',
		description: 'Something about a chat changed; the event only says which chat',
	},
	{
		name: 'Chat Deleted',
		value: 'CHATS_DELETE',
		emits: 'chats.delete',
		description: 'Chats were deleted on the phone',
	},
	{
		name: 'Message Edited Through the API',
		value: 'SEND_MESSAGE_UPDATE',
		emits: 'send.message.update',
		description: 'A message was edited through the API',
		since: '2.3.0',
	},
	{
		name: 'Instance Logged Out',
		value: 'LOGOUT_INSTANCE',
		emits: 'logout.instance',
		description: 'The instance was logged out of WhatsApp',
	},
	{
		name: 'Connection Lost for Good',
		value: 'STATUS_INSTANCE',
		emits: 'status.instance',
		description: 'The instance lost its connection for good, with the reason',
		since: '2.3.0',
	},
	{
		name: 'Instance Created',
		value: 'INSTANCE_CREATE',
		emits: 'instance.create',
		description: 'The instance was created',
		since: '2.3.0',
	},
	{
		name: 'Instance Deleted',
		value: 'INSTANCE_DELETE',
		emits: 'instance.delete',
		description: 'The instance was deleted',
		since: '2.3.0',
	},
	{
		name: 'Instance Unloaded',
		value: 'REMOVE_INSTANCE',
		emits: 'remove.instance',
		description: 'The server removed the instance from its memory',
	},
	{
		name: 'Typebot Started',
		value: 'TYPEBOT_START',
		emits: 'typebot.start',
		description: 'Typebot started a conversation with a person',
	},
	{
		name: 'Typebot Session Changed',
		value: 'TYPEBOT_CHANGE_STATUS',
		emits: 'typebot.change-status',
		description: 'The session of a person with Typebot was opened, paused or closed',
	},
	{
		name: 'Old Messages Handed Over',
		value: 'MESSAGES_SET',
		emits: 'messages.set',
		description: 'The old messages that the phone hands over after it was connected',
	},
	{
		name: 'Old Chats Handed Over',
		value: 'CHATS_SET',
		emits: 'chats.set',
		description: 'The chats that the phone hands over after it was connected',
	},
	{
		name: 'Old Messages Complete (2.4)',
		value: 'MESSAGING_HISTORY_SET',
		emits: 'messaging-history.set',
		description: 'The phone has handed over everything. Needs Evolution API 2.4.',
		since: '2.4.0',
	},
	{
		name: 'Never Sent: Server Started',
		value: 'APPLICATION_STARTUP',
		emits: 'application.startup',
		description: 'Meant for the start of the server. No version sends it.',
	},
	{
		name: 'Never Sent: All Contacts',
		value: 'CONTACTS_SET',
		emits: 'contacts.set',
		description: 'Meant for all contacts after connecting. No version sends it: use Contact Added.',
	},
	{
		name: 'Never Sent: Group Changed',
		value: 'GROUP_UPDATE',
		// The server compares the name GROUPS_UPDATE with the chosen names, so it never finds this one.
		emits: 'groups.update',
		description:
			'The name or settings of a group changed. The server never delivers it, because it mixes up two names of the event.',
	},
] as const satisfies readonly EventDefinition[];

/** What the trigger tells by itself: no server sends it. */
export const SOMETHING_IS_WRONG = {
	name: 'Something Is Wrong',
	value: 'SOMETHING_IS_WRONG',
	description:
		'The phone is logged out, the server is down, messages do not get out or events do not come; and once more when that is over',
} as const;

const all: readonly EventDefinition[] = EVENTS;

/** The trigger tells this by itself, too, from the server's store. */
export const NO_ANSWER = {
	name: 'No Answer',
	value: 'NO_ANSWER',
	description:
		'Nobody has answered what the API sent to a private chat, for so many hours. You choose the hours below.',
} as const;

/** As the field names what no server sends. */
export const labelOfOwnEvent = (event: string): string =>
	event === NO_ANSWER.value ? NO_ANSWER.name : SOMETHING_IS_WRONG.name;

/** Whether a server sends it. */
export const isOfServer = (event: string): boolean =>
	event !== SOMETHING_IS_WRONG.value && event !== NO_ANSWER.value;

/** As the fields name it. */
export const labelOfEvent = (name: string) => all.find(({ value }) => value === name)?.name ?? name;

/** Those of these events that not every server has, the newest first. */
const withVersion = (names: readonly string[]) =>
	all
		.flatMap(({ value, name, since }) =>
			since !== undefined && names.includes(value) ? [{ name, since }] : [],
		)
		.sort((a, b) => (a.since < b.since ? 1 : -1));

/** For `needs` of an operation: what these events need. */
export function neededForEvents(names: readonly string[] = []) {
	const [newest] = withVersion(names);
	return newest && { since: newest.since, what: `The event "${newest.name}"` };
}

/** A server refused these events. */
export function eventsRefused(names: readonly string[]): Failure {
	const [newest] = withVersion(names);
	const needs = newest === undefined ? '' : `Needs Evolution API ${newest.since} or newer. `;
	return {
		message: `The server does not know the event ${names.map((name) => `"${labelOfEvent(name)}"`).join(', ')}`,
		description: `${needs}Take it out of the events, or update the server.`,
		nothingDone: true,
	};
}

/** Without descriptions, because the editor downloads every list that shows them. */
export const eventOptions = all.map(({ name, value }) => ({ name, value }));

/** The events that a webhook or an event transport sends. */
export const eventsToSend = choicesField('Events', 'events', {
	options: eventOptions,
	default: ['MESSAGES_UPSERT'],
	description: 'The events to send. None means all.',
});

/** A selection of events. To the server, an empty one means all events. */
export const eventsInput = z.array(
	z.string().superRefine((name, context) => {
		if (!all.some(({ value }) => value === name)) {
			reportProblem(context, `"${name}" is not an event of Evolution API`, 'Choose from the list.');
		}
	}),
);
