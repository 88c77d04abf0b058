export const MESSAGE_KINDS = [
	{ name: 'Album', value: 'album' },
	{ name: 'Audio', value: 'audio' },
	{ name: 'Button Answer', value: 'buttonAnswer' },
	{ name: 'Buttons', value: 'buttons' },
	{ name: 'Calendar Event', value: 'event' },
	{ name: 'Call', value: 'call' },
	{ name: 'Channel Invite', value: 'channelInvite' },
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
	{ name: 'Payment', value: 'payment' },
	{ name: 'Phone Number Request', value: 'phoneNumberRequest' },
	{ name: 'Pin', value: 'pin' },
	{ name: 'Poll', value: 'poll' },
	{ name: 'Poll Result', value: 'pollResult' },
	{ name: 'Poll Vote', value: 'pollVote' },
	{ name: 'Product', value: 'product' },
	{ name: 'Reaction', value: 'reaction' },
	{ name: 'Sticker', value: 'sticker' },
	{ name: 'Sticker Pack', value: 'stickerPack' },
	{ name: 'System', value: 'system' },
	{ name: 'Template', value: 'template' },
	{ name: 'Template Answer', value: 'templateAnswer' },
	{ name: 'Text', value: 'text' },
	{ name: 'Unknown', value: 'unknown' },
	{ name: 'Video', value: 'video' },
	{ name: 'Video Note', value: 'videoNote' },
	{ name: 'View Once', value: 'viewOnce' },
	{ name: 'Voice Note', value: 'voice' },
] as const;

export type MessageKind = (typeof MESSAGE_KINDS)[number]['value'];

/** Kinds that say nothing: they can't answer a question, and don't count as messages that someone wrote in the chat. */
export const NOTHING_SAID: readonly MessageKind[] = [
	'album',
	'call',
	'deleted',
	'edited',
	'pin',
	'reaction',
	'system',
	'unknown',
];

/** Kinds that start a workflow only if it asks for them, because they don't expect an answer. */
export const NOTHING_TO_ANSWER: readonly MessageKind[] = [...NOTHING_SAID, 'pollVote'];

/** Kinds that never start a workflow: technical messages such as key exchange, and messages without readable content. */
export const NEVER_STARTS: readonly MessageKind[] = ['system', 'unknown'];

/** Values of `statusText` with their labels in the editor, sorted by label. */
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
