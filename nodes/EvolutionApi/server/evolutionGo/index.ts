import type { Failure } from '../../errors/failure';
import { fillRoute, queryString } from '../../core/http/route';
import type {
	Caller,
	Connection,
	Result,
	ServerAdapter,
	TableEntry,
	TableRequest,
} from '../adapter';
import { EXPLANATIONS, isGoRefusal } from '../../errors/evolutionGo/answers';
import { goDeliveries } from './deliveries';
import { readVote, chatRoutes, labelRoutes } from './routes/chatRoutes';
import { asResult, readData, tryGo } from './request';
import { readLinking } from './linking';
import { contactRoutes, profileRoutes } from './routes/contactRoutes';
import { groupRoutes } from './routes/groupRoutes';
import {
	checkKeys,
	identify,
	instanceRoutes,
	ownJid,
	systemRoutes,
	settingsRoutes,
} from './routes/instanceRoutes';
import { mediaRoutes } from './routes/mediaRoutes';
import { choiceRoutes, messageRoutes, textRoutes } from './routes/messageRoutes';
import { checkRoute, prepareCall, type GoRoute, type GoRoutes } from './routes/route';
import { goWebhook } from './webhook';

const entryName = ({ resource, operation }: TableEntry) => `${resource}.${operation}`;

const KEEPS_NOTHING =
	'The server stores no messages. Save them when they arrive, e.g. in a data table of n8n.';
const NO_BOTS = 'The server has no chatbots of its own. Answer from a workflow instead.';
const BY_TRIGGER =
	'The trigger sets the webhook of the instance by itself, and shares it with others.';
const NO_CATALOG = 'The server has no routes for catalogs.';
const CLOUD = 'Templates belong to the Cloud API of Meta, which Evolution Go does not support.';

const NEAREST: Readonly<Record<string, string>> = {
	businessCatalog: NO_CATALOG,
	'contact.getBusinessProfile':
		'Contact → Get Profile shows whether a person is a business, and its verified name.',
	call: 'The server cannot call. Call → Reject rejects a call.',
	chat: KEEPS_NOTHING,
	'chat.archive':
		'The server has a route for it (POST /chat/archive in API Request), but its makers mark this route as not working.',
	'chat.getChannels': 'Channel → Get Many lists the channels that the account follows.',
	'chat.markAsUnread': 'The server has no route for it.',
	'chat.getMany': `${KEEPS_NOTHING} Contact → Get Many and Group → Get Many list the people and groups that it knows.`,
	chatbot: NO_BOTS,
	chatwoot: 'The server has no bridge to Chatwoot. Connect the two with workflows.',
	'conversation.addChatHistory': KEEPS_NOTHING,
	eventTransport: 'Use POST /instance/connect in API Request, which sets all transports.',
	'group.getInviteInfo': 'The server has no route for it. Group → Accept Invite joins the group.',
	'group.sendInvite':
		'Get the link with Group → Get Invite Code and send it with Message → Send Text.',
	'group.setDisappearingMessages': 'The server has no route for it: set it on the phone.',
	'instance.setPresence': 'Settings → Update → Always Online comes nearest.',
	mediaStorage: 'The server lists no files. Message → Download Media gets the file of a message.',
	'message.getMany': KEEPS_NOTHING,
	'message.sendTemplate': CLOUD,
	'profile.removePicture': 'The server has no route for it: remove the picture on the phone.',
	'profile.updateName':
		'The server has a route for it, which never answers: change the name on the phone.',
	'proxy.get': 'The server does not return its proxy. Proxy → Update sets it.',
	system: 'System → Get License Status shows whether the server is activated.',
	template: CLOUD,
	webhook: BY_TRIGGER,
};

const nearestOnGo = (entry: TableEntry): string =>
	NEAREST[entryName(entry)] ?? NEAREST[entry.resource] ?? 'The server has no route for it.';

/** Evolution Go doesn't support the requests that are missing here. */
const GO_ROUTES: GoRoutes = {
	...textRoutes,
	...mediaRoutes,
	...choiceRoutes,
	...messageRoutes,
	...chatRoutes,
	...contactRoutes,
	...groupRoutes,
	...labelRoutes,
	...profileRoutes,
	...instanceRoutes,
	...settingsRoutes,
	...systemRoutes,
};

const findRoute = (method: string, route: string): GoRoute | undefined =>
	GO_ROUTES[`${method} ${route}` as keyof GoRoutes];

const NOTHING_KEPT: Failure = {
	message: 'Evolution Go keeps no messages that could be looked up',
	description: 'Enter the ID of the message instead of searching a chat.',
	nothingDone: true,
};

async function sendAsWritten(
	context: Caller,
	connection: Connection,
	request: TableRequest,
): Promise<Result> {
	const path = fillRoute(request.route, request.parameters) + queryString(request.query);
	const target = { context, connection, instance: request.instance ?? '' };
	return await tryGo(target, { ...request, path }).catch(asResult);
}

const withoutEnvelope = (result: Result): Result =>
	'failure' in result ? result : { body: readData(result.body) };

/**
 * Evolution Go 0.6.1 to 0.7.2, written from its published source, without tests on a running server. The server stores no
 * messages. Its WebSocket isn't used, because it needs the global key in the address, and crashes the server under load.
 */
export const evolutionGo: ServerAdapter = {
	kind: 'evolutionGo',
	name: 'Evolution Go',

	async ask(context, connection, request) {
		if (request.asEntered === true) return await sendAsWritten(context, connection, request);
		const translate = findRoute(request.method, request.route);
		if (translate === undefined) {
			if (request.onlyOn === undefined) return { failure: NOTHING_KEPT };
			return withoutEnvelope(await sendAsWritten(context, connection, request));
		}
		const target = { context, connection, instance: request.instance ?? '' };
		return await translate(prepareCall(target, request)).then((body) => ({ body }), asResult);
	},
	async check(context, connection, request) {
		const route = findRoute(request.method, request.route);
		const target = { context, connection, instance: request.instance ?? '' };
		if (route !== undefined) await checkRoute(route, target, request);
	},
	/** On most routes, the key alone selects the instance. Only `/instance/…/…` routes contain the ID of an instance. */
	namesOther: ([first, ...rest]) => first?.toLowerCase() === 'instance' && rest.length > 1,
	async send(context, connection, request) {
		const target = { context, connection, instance: request.instance ?? '' };
		return await tryGo(target, request).catch(asResult);
	},
	can: ({ request: { method, path, onlyOn, supportedBy } }) =>
		onlyOn === 'evolutionGo' || (supportedBy?.evolutionGo ?? findRoute(method, path) !== undefined),
	nearest: nearestOnGo,

	explanations: EXPLANATIONS,
	isRefusal: isGoRefusal,
	identify,
	checkKeys,

	linking: {
		showsCodeWhileConnecting: true,
		refusedByPhone:
			'If the phone says that it could not link the device, scanning again does not help: use an Evolution Go whose WhatsApp library (whatsmeow) is of 15 September 2026 or newer (companion_reg_refresh). If it asks for a passkey, use 0.7.2 or newer, and run Instance → Connect again.',
		pinnedVersion: 'WHATSAPP_VERSION_…',
	},
	readLinking,
	ownJid,

	deliveries: goDeliveries,
	webhook: goWebhook,
	statusesAreForAll: true,
	fetchesVideoNotes: true,
	sendsNoChoices: true,
	quotesNameAuthor: true,
	readVote,
};
