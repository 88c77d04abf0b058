import type { ActiveTrigger } from '../active/activeTrigger';

/** Those that have asked since their start. */
const askers = new WeakSet<ActiveTrigger>();

/** Once after the start. @param who looks for messages */
export async function warnIfNothingStored(trigger: ActiveTrigger, who: string): Promise<void> {
	const { context, connection, instance } = trigger;
	if (askers.has(trigger)) return;
	askers.add(trigger);
	const { store } = connection.server;
	if (store === undefined || !(await store.keepsNothing({ context, connection, instance }))) return;
	context.logger.warn(
		`${who} finds nothing: the server stores no messages of the instance "${instance}". ${store.howToKeep}.`,
	);
}
