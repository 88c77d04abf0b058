import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { probe } from '../hub';
import { change, read } from '../instanceHub';
import { catchUp } from './catchUp';
import { announcedUrl, enliven, nameOf, type Living } from './living';
import { registered, subscriberFor } from './registration';
import { readSettings, readTarget } from './settings';

/** An active workflow lives here until it is switched off: heals its registration, and catches up. */
export async function live(context: ITriggerFunctions): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') return {};
	const settings = readSettings(context);
	const { connection, instance } = await readTarget(context);
	const lastEventAt = Number(context.getWorkflowStaticData('node').lastEventAt ?? 0);
	const wasAway = context.getActivationMode() === 'init' && lastEventAt > 0;
	const missedSince = wasAway ? lastEventAt : undefined;
	const entry: Living = { context, settings, connection, instance, missedSince, isLeaving: false };
	const leave = enliven(nameOf(context), entry);
	const closeFunction = async () => leave();
	if (!settings.isShared) return { closeFunction };
	await heal(entry);
	// Not all workflows at the same moment.
	const second = Math.floor(Math.random() * 60);
	const expression = `${second} */5 * * * *` as const;
	context.helpers.registerCron({ expression }, () => void heal(entry).then(() => catchUp(entry)));
	void catchUp(entry);
	return { closeFunction };
}

/** We are in the list, and whom the server sends to is alive: else it is put right. Never throws. */
async function heal(entry: Living): Promise<void> {
	const { context, settings, connection, instance } = entry;
	const { key } = registered(context, false);
	const url = currentUrl(context);
	if (url === undefined) return;
	try {
		const state = await read(context, connection, instance);
		const owner = state.subscribers.find((one) => one.url === state.ownerUrl && one.url !== url);
		const isDead =
			owner !== undefined &&
			state.key !== undefined &&
			(await probe(context, owner, { key: state.key, instance })) !== 'taken';
		if (entry.isLeaving || currentUrl(context) !== url) return;
		const subscriber = subscriberFor(url, settings, false);
		const wish = { do: 'subscribe' as const, subscriber, key: entry.key ?? key, own: isDead };
		const healed = await change(context, connection, instance, wish);
		entry.key = healed.key ?? entry.key;
	} catch (error) {
		context.logger.warn('The registration at the Evolution API server could not be checked', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** n8n registers the webhook at the same time as it starts us: after a move the stored one is the old one. */
const currentUrl = (context: ITriggerFunctions): string | undefined =>
	announcedUrl(nameOf(context)) ?? registered(context, false).url;
