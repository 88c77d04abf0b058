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

/** Where Chatwoot has to send its own events. */
export const webhookUrl = ({ serverUrl }: State, { name }: Instance) =>
	`${serverUrl}/chatwoot/webhook/${encodeURIComponent(name)}`;

/** Stores the row. The server forgets the delimiter when it writes it for the first time. */
export function saveChatwoot(instance: Instance, given: Json): void {
	const isFirst = !instance.extras.chatwoot;
	const delimiter = given.signMsg ? given.signDelimiter : null;
	saveExtra(instance, 'chatwoot', {
		enabled: given.enabled,
		accountId: given.accountId,
		token: given.token,
		url: given.url,
		nameInbox: given.nameInbox,
		signMsg: given.signMsg,
		signDelimiter: isFirst ? null : delimiter,
		number: given.number ?? null,
		reopenConversation: given.reopenConversation,
		conversationPending: given.conversationPending,
		mergeBrazilContacts: given.mergeBrazilContacts,
		importContacts: given.importContacts,
		importMessages: given.importMessages,
		daysLimitImportMessages: given.daysLimitImportMessages,
		organization: given.organization,
		logo: given.logo,
		ignoreJids: given.ignoreJids,
	});
}
