import { badRequest } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceCall } from '../../core/types';
import { isDisabled } from '../../state/config';
import type { Instance } from '../../state/instance';
import { saveExtra } from '../../state/rows';
import type { State } from '../../state/state';

export function checkEnabled({ state }: Pick<InstanceCall, 'state'>): void {
	if (isDisabled(state.config, 'chatwoot')) throw badRequest('Chatwoot is disabled');
}

export const webhookUrl = ({ serverUrl }: State, { name }: Instance) =>
	`${serverUrl}/chatwoot/webhook/${encodeURIComponent(name)}`;

/** When an instance's Chatwoot settings are saved for the first time, the server doesn't store `signDelimiter`. */
export function saveChatwoot(instance: Instance, settings: Json): void {
	const isFirst = !instance.extras.chatwoot;
	const delimiter = settings.signMsg ? settings.signDelimiter : null;
	saveExtra(instance, 'chatwoot', {
		enabled: settings.enabled,
		accountId: settings.accountId,
		token: settings.token,
		url: settings.url,
		nameInbox: settings.nameInbox,
		signMsg: settings.signMsg,
		signDelimiter: isFirst ? null : delimiter,
		number: settings.number ?? null,
		reopenConversation: settings.reopenConversation,
		conversationPending: settings.conversationPending,
		mergeBrazilContacts: settings.mergeBrazilContacts,
		importContacts: settings.importContacts,
		importMessages: settings.importMessages,
		daysLimitImportMessages: settings.daysLimitImportMessages,
		organization: settings.organization,
		logo: settings.logo,
		ignoreJids: settings.ignoreJids,
	});
}
