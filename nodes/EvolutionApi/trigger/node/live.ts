import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { memoryFrom, probe } from '../hub';
import { catchUp } from './catchUp';
import { enliven, nameOf, type Living } from './living';
import { change, read, registered, subscriberFor } from './registration';
import { readSettings, readTarget } from './settings';

/** An active workflow lives here until it is switched off: heals its registration, and catches up. */
export async function live(context: ITriggerFunctions): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') return {};
	const settings = readSettings(context);
	const { connection, instance } = await readTarget(context);
	const stored = context.getWorkflowStaticData('node');
	const { url, key = '' } = registered(context, false);
	const entry: Living = {
		context,
		settings,
		connection,
		instance,
		key,
		memory: memoryFrom(stored.taken),
	};
	const leave = enliven(nameOf(context), entry);
	if (settings.options.takeOver) return { closeFunction: async () => leave() };
	await heal(entry, url);
	// Not all workflows at the same moment.
	const second = Math.floor(Math.random() * 60);
	const expression = `${second} */5 * * * *` as const;
	context.helpers.registerCron({ expression }, () => void heal(entry, url));
	if (context.getActivationMode() === 'init') void catchUp(entry, Number(stored.lastEventAt ?? 0));
	return { closeFunction: async () => leave() };
}

/** We are in the list, and whom the server sends to is alive: else it is put right. Never throws. */
async function heal(entry: Living, url: string | undefined): Promise<void> {
	if (url === undefined) return;
	const { context, settings, connection, instance, key } = entry;
	const subscriber = subscriberFor(url, settings, false);
	try {
		const state = await read(context, connection, instance);
		const owner = state.subscribers.find((one) => one.url === state.ownerUrl && one.url !== url);
		const isDead =
			owner !== undefined &&
			state.key !== undefined &&
			(await probe(context, owner, { key: state.key, instance })) !== 'taken';
		const wish = { do: 'subscribe' as const, subscriber, key, own: isDead };
		const healed = await change(context, connection, instance, wish);
		entry.key = healed.key ?? entry.key;
	} catch (error) {
		context.logger.warn('The registration at the Evolution API server could not be checked', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}
