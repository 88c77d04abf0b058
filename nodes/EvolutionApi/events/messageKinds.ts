/** What a message can be, for the output `kind` and the filter *Message Types*. By label. */
export const MESSAGE_KINDS = [
	{ name: 'Album', value: 'album' },
	{ name: 'Audio', value: 'audio' },
	{ name: 'Button Answer', value: 'buttonAnswer' },
	{ name: 'Buttons', value: 'buttons' },
	{ name: 'Calendar Event', value: 'event' },
	{ name: 'Call', value: 'call' },
	{ name: 'Contact', value: 'contact' },
	{ name: 'Contacts (Several)', value: 'contacts' },
	{ name: 'Deleted', value: 'deleted' },
	{ name: 'Document', value: 'document' },
	{ name: 'Edited', value: 'edited' },
	{ name: 'Group Invite', value: 'groupInvite' },
	{ name: 'Image', value: 'image' },
	{ name: 'Interactive Answer', value: 'interactiveAnswer' },
	{ name: 'List', value: 'list' },
	{ name: 'List Answer', value: 'listAnswer' },
	{ name: 'Live Location', value: 'liveLocation' },
	{ name: 'Location', value: 'location' },
	{ name: 'Order', value: 'order' },
	{ name: 'Pin', value: 'pin' },
	{ name: 'Poll', value: 'poll' },
	{ name: 'Poll Vote', value: 'pollVote' },
	{ name: 'Product', value: 'product' },
	{ name: 'Reaction', value: 'reaction' },
	{ name: 'Sticker', value: 'sticker' },
	{ name: 'System', value: 'system' },
	{ name: 'Template', value: 'template' },
	{ name: 'Template Answer', value: 'templateAnswer' },
	{ name: 'Text', value: 'text' },
	{ name: 'Unknown', value: 'unknown' },
	{ name: 'Video', value: 'video' },
	{ name: 'Video Note', value: 'videoNote' },
	{ name: 'Voice Note', value: 'voice' },
] as const;

export type MessageKind = (typeof MESSAGE_KINDS)[number]['value'];

/** Kinds that are not messages of their own, or cannot be read. */
export const NOTHING_SAID: readonly MessageKind[] = [
	'call',
	'deleted',
	'edited',
	'pin',
	'reaction',
	'system',
	'unknown',
];

/**
 * Kinds that start a workflow only if it asks for them: nobody expects an answer to them. What cannot be read is not
 * among them, because it may be a new kind of message that somebody wrote.
 */
export const NOTHING_TO_ANSWER: readonly MessageKind[] = [
	'call',
	'deleted',
	'edited',
	'pin',
	'pollVote',
	'reaction',
	'system',
];

/** What `statusText` can be, by label. */
export const DELIVERY_STATUSES = [
	{ name: 'Deleted', value: 'deleted' },
	{ name: 'Delivered', value: 'delivered' },
	{ name: 'Edited', value: 'edited' },
	{ name: 'Failed', value: 'failed' },
	{ name: 'Pending', value: 'pending' },
	{ name: 'Played', value: 'played' },
	{ name: 'Read', value: 'read' },
	{ name: 'Sent', value: 'sent' },
] as const;
