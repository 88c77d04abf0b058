import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../core/server/answer';
import type { WorkflowSubscriber } from '../hub';
import { leavesChats } from './leaveToPerson';
import { staticDataOf, type WithStaticData } from './staticData';
import type { TriggerSettings } from './triggerSettings';

/** n8n listens for a test event for two minutes. */
const TEST_SECONDS = 150;

/**
 * What a registered node keeps in its static data, separately for production and for a test session. The key of the
 * webhook is not part of it: it would be in every export of the workflow, and the server tells it anyway.
 */
export interface Registration extends IDataObject {
	url: string;
	instance: string;
	/**
	 * The events that the server sent through WebSocket before the node wanted any, for where no list can keep it:
	 * the webhook of the instance belongs to another application.
	 */
	before?: string[];
}

/** @returns an empty object if the node is not registered */
export function registrationOf(context: WithStaticData, isTest: boolean): Partial<Registration> {
	const stored = staticDataOf(context)[isTest ? 'test' : 'live'];
	return isRecord(stored) ? (stored as Partial<Registration>) : {};
}

export function storeRegistration(
	context: WithStaticData,
	isTest: boolean,
	registration: Registration | undefined,
): void {
	const stored = staticDataOf(context);
	const name = isTest ? 'test' : 'live';
	if (registration === undefined) delete stored[name];
	else stored[name] = registration;
}

/**
 * Copies what the activation has left in its static data into that of a webhook call: n8n may have read the latter
 * before it stored the former, and stores the latter last.
 * @param activeSince see activeSinceOf()
 */
export function copyActivation(
	from: WithStaticData,
	to: WithStaticData,
	activeSince: number | undefined,
): void {
	const { live } = staticDataOf(from);
	const stored = staticDataOf(to);
	const isSame = registrationOf(to, false).url === registrationOf(from, false).url;
	if (isSame && stored.activeSince === activeSince) return;
	Object.assign(stored, { live: isRecord(live) ? { ...live } : live, activeSince });
}

/** The URL at which the server reaches the node: n8n's own, or the same path behind *Webhook Base URL*. */
export function webhookAddress(nodeUrl: string, { options }: TriggerSettings): string {
	const { webhookBaseUrl } = options;
	if (webhookBaseUrl === undefined) return nodeUrl;
	const { pathname } = new URL(nodeUrl);
	return webhookBaseUrl.trim().replace(/\/+$/, '') + pathname;
}

/** Own messages tell that a person answers, even where new messages do not start the workflow. */
const subscribedEvents = (settings: TriggerSettings): readonly string[] =>
	leavesChats(settings) ? [...new Set([...settings.events, 'MESSAGES_UPSERT'])] : settings.events;

/**
 * @param isTest a session that listens for one test event, and ends by itself
 * @param hasFiles deliveries must contain the files
 */
export function subscriberFor(
	url: string,
	settings: TriggerSettings,
	isTest: boolean,
	hasFiles: boolean,
): WorkflowSubscriber {
	return {
		kind: isTest ? 'test' : 'trigger',
		url,
		events: isTest ? settings.events : subscribedEvents(settings),
		base64: hasFiles ? true : undefined,
		expires: isTest ? Math.floor(Date.now() / 1000) + TEST_SECONDS : undefined,
	};
}
