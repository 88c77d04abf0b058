import { ok } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceRoute } from '../../core/types';
import { asList } from '../../core/values';
import { checkEnabled, webhookUrl } from './record';

const UNSET = {
	enabled: false,
	url: '',
	accountId: '',
	token: '',
	signMsg: false,
	nameInbox: '',
	webhook_url: '',
};

const view = (row: Json): Json => ({
	enabled: row.enabled,
	accountId: row.accountId,
	token: row.token,
	url: row.url,
	nameInbox: row.nameInbox,
	signMsg: row.signMsg,
	signDelimiter: row.signDelimiter || null,
	reopenConversation: row.reopenConversation,
	conversationPending: row.conversationPending,
	mergeBrazilContacts: row.mergeBrazilContacts ?? false,
	importContacts: row.importContacts ?? false,
	importMessages: row.importMessages ?? false,
	daysLimitImportMessages: row.daysLimitImportMessages ?? 0,
	organization: row.organization ?? null,
	logo: row.logo ?? null,
	ignoreJids: asList(row.ignoreJids),
});

/** Returns the settings for Chatwoot. Before they're set, all values are empty or false, not `null`. */
export const findChatwoot: InstanceRoute = {
	method: 'GET',
	path: '/chatwoot/find/:instanceName',
	guard: 'instance',
	handler(call) {
		checkEnabled(call);
		const { state, instance } = call;
		const row = instance.extras.chatwoot as Json | undefined;
		return ok(row ? { ...view(row), webhook_url: webhookUrl(state, instance) } : UNSET);
	},
};
