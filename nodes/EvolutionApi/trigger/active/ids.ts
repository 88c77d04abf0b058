import { createHash } from 'node:crypto';

import type { Connection } from '../../core/server/adapter';
import { kept, noteUse } from '../memory/kept';
import { triggerKey, type TriggerId, type TriggerName } from '../memory/takenEvents';

// What nodes, instances and triggers are called in this process.

/** A node, as one text: its workflow and itself, because several workflows may contain the same node. */
export const nodeIdOf = (context: {
	getWorkflow(): { id?: string };
	getNode(): { id: string };
}): string => `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;

/** An instance of a server, as one text. One that only its token names has a checksum of that. */
export const instanceIdOf = (
	{ baseUrl, apiKey }: Pick<Connection, 'apiKey' | 'baseUrl'>,
	instance: string,
): string =>
	JSON.stringify(instance === '' ? [baseUrl, '', checksumOf(apiKey)] : [baseUrl, instance]);

const checksumOf = (token: string) =>
	createHash('sha256').update(token).digest('base64url').slice(0, 16);

/** By trigger: its instance. It stays when a trigger leaves: n8n may end trigger() while its webhook is still called. */
const instanceIds = kept<string>();

/** The trigger of this node, whether or not its trigger() runs in this process. */
export function triggerIdOf(nodeId: string, suffix?: TriggerName['suffix']): TriggerId {
	const key = triggerKey({ nodeId, suffix });
	const current = () => instanceIds.get(key) ?? key;
	noteUse(nodeId);
	noteUse(current());
	return {
		nodeId,
		suffix,
		// trigger() may start before a call has ended.
		get instanceId() {
			return current();
		},
	};
}

/** Notes at which instance the trigger is, for those who know its node alone. */
export function noteInstance(trigger: TriggerId): void {
	instanceIds.set(triggerKey(trigger), trigger.instanceId);
}
