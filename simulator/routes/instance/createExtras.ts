import { badRequest } from '../../core/answers';
import type { Json } from '../../core/data';
import { asObject, compact, isObject } from '../../core/values';
import type { State } from '../../state/state';

const TRANSPORTS = ['websocket', 'rabbitmq', 'nats', 'sqs'];
/** Transports that the server accepts, but doesn't return in its answer. */
const SILENT = ['pusher', 'kafka'];

function chatwootOf(body: Json): Json | undefined {
	if (!body.chatwootAccountId || !body.chatwootToken || !body.chatwootUrl) return undefined;
	if (!/^https?:\/\/\S+$/.test(String(body.chatwootUrl))) {
		throw badRequest('Invalid "url" property in chatwoot');
	}
	return compact({
		enabled: true,
		accountId: body.chatwootAccountId,
		token: body.chatwootToken,
		url: body.chatwootUrl,
		signMsg: body.chatwootSignMsg ?? false,
		reopenConversation: body.chatwootReopenConversation ?? false,
		mergeBrazilContacts: body.chatwootMergeBrazilContacts ?? false,
		conversationPending: body.chatwootConversationPending ?? false,
		importContacts: body.chatwootImportContacts ?? true,
		importMessages: body.chatwootImportMessages ?? true,
		daysLimitImportMessages: body.chatwootDaysLimitImportMessages ?? 60,
		number: body.number,
		nameInbox: body.chatwootNameInbox ?? body.instanceName,
	});
}

export function extraBlocks(
	{ serverUrl }: State,
	body: Json,
): { stored: Record<string, Json>; answered: Json } {
	const stored: Record<string, Json> = {};
	const answered: Json = {};
	for (const name of TRANSPORTS) {
		const block = asObject(body[name]);
		if (isObject(body[name])) stored[name] = block;
		answered[name] = compact({ enabled: block.enabled });
	}
	for (const name of SILENT) {
		if (isObject(body[name])) stored[name] = asObject(body[name]);
	}
	if (body.proxyHost && body.proxyPort && body.proxyProtocol) {
		stored.proxy = compact({
			enabled: true,
			host: body.proxyHost,
			port: body.proxyPort,
			protocol: body.proxyProtocol,
			username: body.proxyUsername,
			password: body.proxyPassword,
		});
	}
	const chatwoot = chatwootOf(body);
	if (chatwoot) {
		stored.chatwoot = chatwoot;
		const name = encodeURIComponent(String(body.instanceName));
		answered.chatwoot = { ...chatwoot, webhookUrl: `${serverUrl}/chatwoot/webhook/${name}` };
	}
	return { stored, answered };
}
