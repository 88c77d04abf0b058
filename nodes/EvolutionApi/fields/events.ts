import { z } from 'zod';

import { reportProblem } from '../core/inputProblem';

/** The names that `/webhook/set` and the event transports take, with what a person calls them. */
export const eventOptions = [
	{ name: 'Application Startup', value: 'APPLICATION_STARTUP' },
	{ name: 'Call', value: 'CALL' },
	{ name: 'Chats Delete', value: 'CHATS_DELETE' },
	{ name: 'Chats Set', value: 'CHATS_SET' },
	{ name: 'Chats Update', value: 'CHATS_UPDATE' },
	{ name: 'Chats Upsert', value: 'CHATS_UPSERT' },
	{ name: 'Connection Update', value: 'CONNECTION_UPDATE' },
	{ name: 'Contacts Set', value: 'CONTACTS_SET' },
	{ name: 'Contacts Update', value: 'CONTACTS_UPDATE' },
	{ name: 'Contacts Upsert', value: 'CONTACTS_UPSERT' },
	{ name: 'Group Participants Update', value: 'GROUP_PARTICIPANTS_UPDATE' },
	{ name: 'Group Update', value: 'GROUP_UPDATE' },
	{ name: 'Groups Upsert', value: 'GROUPS_UPSERT' },
	{ name: 'Instance Create', value: 'INSTANCE_CREATE' },
	{ name: 'Instance Delete', value: 'INSTANCE_DELETE' },
	{ name: 'Labels Association', value: 'LABELS_ASSOCIATION' },
	{ name: 'Labels Edit', value: 'LABELS_EDIT' },
	{ name: 'Logout Instance', value: 'LOGOUT_INSTANCE' },
	{ name: 'Messages Delete', value: 'MESSAGES_DELETE' },
	{ name: 'Messages Edited', value: 'MESSAGES_EDITED' },
	{ name: 'Messages Set', value: 'MESSAGES_SET' },
	{ name: 'Messages Update', value: 'MESSAGES_UPDATE' },
	{ name: 'Messages Upsert', value: 'MESSAGES_UPSERT' },
	{ name: 'Presence Update', value: 'PRESENCE_UPDATE' },
	{ name: 'QR Code Updated', value: 'QRCODE_UPDATED' },
	{ name: 'Remove Instance', value: 'REMOVE_INSTANCE' },
	{ name: 'Send Message', value: 'SEND_MESSAGE' },
	{ name: 'Send Message Update', value: 'SEND_MESSAGE_UPDATE' },
	{ name: 'Status Instance', value: 'STATUS_INSTANCE' },
	{ name: 'Typebot Change Status', value: 'TYPEBOT_CHANGE_STATUS' },
	{ name: 'Typebot Start', value: 'TYPEBOT_START' },
] as const;

const names = eventOptions.map(({ value }) => value);

/** A selection of events. An empty one means all of them to the server. */
export const eventsInput = z.array(
	z.string().superRefine((name, context) => {
		if (!names.some((known) => known === name)) {
			reportProblem(context, `"${name}" is not an event of Evolution API`, 'Choose from the list.');
		}
	}),
);
