import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Failure } from '../errors/failure';
import { InputProblem, mustBe, reportProblem } from '../core/input/inputProblem';
import { choicesField } from './fieldKinds';

interface EventDefinition {
	readonly name: string;
	/** The event's name for `/webhook/set` and the event transports. */
	readonly value: string;
	/** The event's name in a delivery, under `event`. */
	readonly emits: string;
	readonly description: string;
	/** The first server version that has the event. Left out if that's 2.3.0. */
	readonly since?: string;
}

/** All events: the most used first, and those that only Evolution Go delivers last. */
export const EVENTS = [
	{
		name: 'Message Received',
		value: 'MESSAGES_UPSERT',
		emits: 'messages.upsert',
		description: 'A message of any kind came in, or was written on the phone itself',
	},
	{
		name: 'Message Sent by Bot',
		value: 'SEND_MESSAGE',
		emits: 'send.message',
		description: 'A message was sent through the API, by n8n or another program',
	},
	{
		name: 'Message Status Updated',
		value: 'MESSAGES_UPDATE',
		emits: 'messages.update',
		description: 'Delivery receipt: a message was sent, delivered, read or played, or failed',
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
		name: 'Group Participants Updated',
		value: 'GROUP_PARTICIPANTS_UPDATE',
		emits: 'group-participants.update',
		description: 'People joined or left a group, or became admins or lost that role',
	},
	{
		name: 'Added to Group',
		value: 'GROUPS_UPSERT',
		emits: 'groups.upsert',
		description: 'The account became a member of a group',
	},
	{
		name: 'Call Received',
		value: 'CALL',
		emits: 'call',
		description: 'Someone calls, or a call is accepted, rejected or over',
	},
	{
		name: 'Presence Updated',
		value: 'PRESENCE_UPDATE',
		emits: 'presence.update',
		description: 'Someone is online, typing or recording, or stopped',
	},
	{
		name: 'Connection Updated',
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
		name: 'Contact Updated',
		value: 'CONTACTS_UPDATE',
		emits: 'contacts.update',
		description: 'The name or picture of a contact was seen again or changed',
	},
	{
		name: 'Chat Labels Updated',
		value: 'LABELS_ASSOCIATION',
		emits: 'labels.association',
		description: 'A label was added to a chat or removed from it',
	},
	{
		name: 'Label Created, Updated or Deleted',
		value: 'LABELS_EDIT',
		emits: 'labels.edit',
		description: 'A label was created, updated or deleted',
	},
	{
		name: 'Chat Added or Updated',
		value: 'CHATS_UPSERT',
		emits: 'chats.upsert',
		description: 'A chat is new or was updated',
	},
	{
		name: 'Chat Activity',
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
		name: 'Message Edited by Bot',
		value: 'SEND_MESSAGE_UPDATE',
		emits: 'send.message.update',
		description: 'A message was edited through the API',
	},
	{
		name: 'Instance Logged Out',
		value: 'LOGOUT_INSTANCE',
		emits: 'logout.instance',
		description: 'The instance was logged out of WhatsApp',
	},
	{
		name: 'Instance Disconnected',
		value: 'STATUS_INSTANCE',
		emits: 'status.instance',
		description:
			'The instance was disconnected and does not reconnect by itself; the event gives the reason',
	},
	{
		name: 'Instance Created',
		value: 'INSTANCE_CREATE',
		emits: 'instance.create',
		description: 'The instance was created',
	},
	{
		name: 'Instance Deleted',
		value: 'INSTANCE_DELETE',
		emits: 'instance.delete',
		description: 'The instance was deleted',
	},
	{
		name: 'Instance Removed From Memory',
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
		name: 'Typebot Session Updated',
		value: 'TYPEBOT_CHANGE_STATUS',
		emits: 'typebot.change-status',
		description: 'The session of a person with Typebot was opened, paused or closed',
	},
	{
		name: 'History Sync: Messages',
		value: 'MESSAGES_SET',
		emits: 'messages.set',
		description: 'Older messages that the phone sends after it was connected',
	},
	{
		name: 'History Sync: Chats',
		value: 'CHATS_SET',
		emits: 'chats.set',
		description: 'Chats that the phone sends after it was connected',
	},
	{
		name: 'History Sync: Completed',
		value: 'MESSAGING_HISTORY_SET',
		emits: 'messaging-history.set',
		description: 'The phone has sent its whole history. Needs Evolution API 2.4.',
		since: '2.4.0',
	},
	{
		name: 'History Sync: Contacts (Evolution Go)',
		value: 'CONTACTS_SET',
		emits: 'contacts.set',
		description:
			'Contacts that the phone sends after it was connected. Only Evolution Go delivers it.',
	},
	{
		name: 'Group Updated (Evolution Go)',
		value: 'GROUP_UPDATE',
		// Evolution API sends `groups.update` only if a webhook's events contain GROUPS_UPDATE. GROUP_UPDATE isn't enough.
		emits: 'groups.update',
		description: 'The name or settings of a group were changed. Only Evolution Go delivers it.',
	},
] as const satisfies readonly EventDefinition[];

const all: readonly EventDefinition[] = EVENTS;

/** Evolution API has this name in its list of events, but never sends such an event. */
const NEVER_SENT = 'APPLICATION_STARTUP';

/** The trigger itself makes this event: no server sends it. */
export const HEALTH_ALERT = {
	name: 'Health Alert',
	value: 'HEALTH_ALERT',
	description:
		'The phone is logged out, the server is down, messages are not delivered or events are missing; and again when that is over',
} as const;

export const isServerEvent = (event: string): boolean => event !== HEALTH_ALERT.value;

/** Tells whether a list contains all events of Evolution API 2.3.0. The server replaces an empty list with all its events. */
export const isEveryEvent = (events: readonly string[]): boolean =>
	all.every(({ value, since }) => since !== undefined || events.includes(value));

export const eventLabel = (name: string) => all.find(({ value }) => value === name)?.name ?? name;

const withVersion = (names: readonly string[]) =>
	all
		.flatMap(({ value, name, since }) =>
			since !== undefined && names.includes(value) ? [{ name, since }] : [],
		)
		.sort((a, b) => (a.since < b.since ? 1 : -1));

export function neededForEvents(names: readonly string[] = []) {
	const [newest] = withVersion(names);
	return newest && { since: newest.since, what: `The event "${newest.name}"` };
}

export function eventsRefused(names: readonly string[]): Failure {
	const [newest] = withVersion(names);
	const needs = newest === undefined ? '' : `Needs Evolution API ${newest.since} or newer. `;
	return {
		message: `The server does not know the event ${names.map((name) => `"${eventLabel(name)}"`).join(', ')}`,
		description: `${needs}Remove it from the events, or update the server.`,
		nothingDone: true,
	};
}

export const eventsToSend = choicesField('Events', 'events', {
	// Without descriptions, because the editor downloads this list for every operation that has it.
	options: all.map(({ name, value }) => ({ name, value })),
	default: ['MESSAGES_UPSERT'],
	description: 'Events to send',
});

/** The selection can't be empty: the server would then send all events, including presence. */
export const eventsInput = z
	.array(
		z.string().superRefine((name, context) => {
			if (name === NEVER_SENT || all.some(({ value }) => value === name)) return;
			reportProblem(context, mustBe('an event of Evolution API', name), 'Choose from the list.');
		}),
	)
	.superRefine((events, context) => {
		if (events.length === 0) reportProblem(context, 'is empty', CHOOSE_EVENTS);
	});

const CHOOSE_EVENTS = 'Choose the events: without a choice, the server would send all of them.';

/** @throws {InputProblem} if a webhook or transport is to be switched on without events */
export function requireEvents(field: string, isOn: boolean, { events }: IDataObject): void {
	if (!isOn || (Array.isArray(events) && events.length > 0)) return;
	const hint = `${CHOOSE_EVENTS} It forgets the events when this is switched off.`;
	throw new InputProblem([field, 'events'], 'is empty', hint);
}

export const triggerEventOptions = all.map(({ name, value, emits, description }) => {
	const ends = description.replace(/\.?$/, (end) => ` (${emits})${end}`);
	return { name, value, description: ends };
});
const afterConnection = all.findIndex(({ value }) => value === 'CONNECTION_UPDATE') + 1;
triggerEventOptions.splice(afterConnection, 0, { ...HEALTH_ALERT });

const byEmitted = new Map(all.map((event) => [event.emits, event]));

/** `group-participants.update` → `GROUP_PARTICIPANTS_UPDATE`. Converts an unknown event's name as the server does. */
export const selectableName = (emittedName: string): string =>
	byEmitted.get(emittedName)?.value ?? emittedName.replace(/[.-]/g, '_').toUpperCase();
