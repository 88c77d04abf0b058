import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../core/server/answer';
import type { WorkflowSubscriber } from '../hub';
import { staticDataOf, type WithStaticData } from './staticData';
import type { TriggerSettings } from './triggerSettings';

/** n8n listens for a test event for two minutes. */
const TEST_SECONDS = 150;

/**
 * What a registered node keeps in its static data, apart for production and a test session. Not the key of the
 * webhook: it would be in every export of the workflow, and the server tells it.
 */
export interface Registered extends IDataObject {
	url: string;
	instance: string;
}

/** @returns an empty object where the node is not registered */
export function registered(context: WithStaticData, isTest: boolean): Partial<Registered> {
	const stored = staticDataOf(context)[isTest ? 'test' : 'live'];
	return isRecord(stored) ? (stored as Partial<Registered>) : {};
}

export function setRegistered(
	context: WithStaticData,
	isTest: boolean,
	entry: Registered | undefined,
): void {
	const stored = staticDataOf(context);
	if (entry === undefined) delete stored[isTest ? 'test' : 'live'];
	else stored[isTest ? 'test' : 'live'] = entry;
}

/**
 * Into the static data of a call of the webhook, what the activation left in its own: n8n may have read the
 * one before it stored the other, and stores the one last.
 * @param activeSince as far as it is known by now
 */
export function keepActivation(
	from: WithStaticData,
	to: WithStaticData,
	activeSince: number | undefined,
): void {
	const { live } = staticDataOf(from);
	const stored = staticDataOf(to);
	const isSame = registered(to, false).url === registered(from, false).url;
	if (isSame && stored.activeSince === activeSince) return;
	Object.assign(stored, { live: isRecord(live) ? { ...live } : live, activeSince });
}

/** The address at which the server reaches the node: n8n's own, or one with another origin. */
export function webhookAddress(nodeUrl: string, { options }: TriggerSettings): string {
	const { webhookBaseUrl } = options;
	if (webhookBaseUrl === undefined) return nodeUrl;
	const { pathname } = new URL(nodeUrl);
	return webhookBaseUrl.trim().replace(/\/+$/, '') + pathname;
}

/**
 * @param isTest a session that listens for one test event: it ends by itself
 * @param hasFiles files must come in the deliveries
 */
export function subscriberFor(
	url: string,
	{ events }: TriggerSettings,
	isTest: boolean,
	hasFiles: boolean,
): WorkflowSubscriber {
	return {
		kind: isTest ? 'test' : 'trigger',
		url,
		events,
		base64: hasFiles ? true : undefined,
		expires: isTest ? Math.floor(Date.now() / 1000) + TEST_SECONDS : undefined,
	};
}
