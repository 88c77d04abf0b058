import type { TableEntry } from '../adapter';

/** These ask more than their own route: what the server keeps to itself. */
const NEED_MORE = ['proxy.get'];

/** These ask by the port alone, or n8n itself, so that no route of theirs needs a translation. */
const BY_PORT = [
	'conversation.getTakeoverStatus',
	'conversation.pauseBot',
	'conversation.addChatHistory',
	'conversation.resumeBot',
	'conversation.combineMessages',
];

const nameOf = ({ resource, operation }: TableEntry) => `${resource}.${operation}`;

export const needsMore = (entry: TableEntry): boolean => NEED_MORE.includes(nameOf(entry));

export const asksByPort = (entry: TableEntry): boolean => BY_PORT.includes(nameOf(entry));

const KEEPS_NOTHING =
	'The server keeps no messages. What comes in has to be kept when it comes, e.g. in a data table of n8n.';
const NO_BOTS = 'The server has no chatbots of its own. Answer from a workflow instead.';
const BY_TRIGGER =
	'The trigger sets the webhook of the instance by itself, and shares it with others.';
const NO_CATALOG = 'The server has no routes for catalogs.';
const CLOUD = 'Templates belong to the Cloud API of Meta, which Evolution Go does not speak.';

/** What comes nearest, by `resource.operation` or by the resource. */
const NEAREST: Readonly<Record<string, string>> = {
	businessCatalog: NO_CATALOG,
	'contact.getBusinessProfile':
		'Contact → Get Profile says whether somebody is a business, and its verified name.',
	call: 'The server cannot call. Call → Reject rejects a call.',
	chat: KEEPS_NOTHING,
	'chat.archive':
		'The server has a route for it (POST /chat/archive by API Request), which its makers mark as not working.',
	'chat.getChannels': 'Channel → Get Many lists those that the account follows.',
	'chat.markAsPlayed': 'Chat → Mark as Read comes nearest.',
	'chat.markAsUnread': 'The server has no route for it.',
	'chat.getMany': `${KEEPS_NOTHING} Contact → Get Many and Group → Get Many list whom it knows.`,
	chatbot: NO_BOTS,
	chatwoot: 'The server has no bridge to Chatwoot. Connect the two by workflows.',
	'conversation.addChatHistory': KEEPS_NOTHING,
	eventTransport: 'Ask POST /instance/connect by API Request, which sets all of it at once.',
	'group.getInviteInfo': 'The server has no route for it. Group → Accept Invite joins the group.',
	'group.sendInvite':
		'Get the link with Group → Get Invite Code and send it with Message → Send Text.',
	'group.setDisappearingMessages': 'The server has no route for it: set it on the phone.',
	'group.updateMemberAddMode': 'The server has no route for it: set it on the phone.',
	'group.updateSettings': 'The server has no route for it: set it on the phone.',
	'instance.setPresence': 'Settings → Update → Always Online comes nearest.',
	mediaStorage: 'The server lists no files. Message → Download Media gets that of a message.',
	'message.getMany': KEEPS_NOTHING,
	'message.sendTemplate': CLOUD,
	'profile.removePicture': 'The server has no route for it: remove the picture on the phone.',
	'profile.updateName':
		'The server has a route for it, which never answers: change the name on the phone.',
	'proxy.get': 'The server does not tell the proxy. Proxy → Update sets it.',
	system: 'System → Get License Status says whether the server is activated.',
	template: CLOUD,
	webhook: BY_TRIGGER,
};

export const nearestOnGo = (entry: TableEntry): string =>
	NEAREST[nameOf(entry)] ?? NEAREST[entry.resource] ?? 'The server has no route for it.';
