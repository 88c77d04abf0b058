import type { ActiveTrigger } from '../active/activeTrigger';

/** @param who looks for messages */
export async function warnIfNothingStored(trigger: ActiveTrigger, who: string): Promise<void> {
	const { context, connection, instance } = trigger;
	// Once after the start.
	if (trigger.hasAskedStore === true) return;
	trigger.hasAskedStore = true;
	const { store } = connection.server;
	if (store === undefined || !(await store.keepsNothing({ context, connection, instance }))) return;
	context.logger.warn(
		`${who} finds nothing: the server stores no messages of the instance "${instance}". ${store.howToKeep}.`,
	);
}
