import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/answer';
import type { OwnSubscriber } from '../hub';
import type { TriggerSettings } from './settings';

/** n8n listens for a test event for two minutes. */
const TEST_SECONDS = 150;

/** What a registered node keeps in its static data, apart for production and a test session. */
export interface Registered extends IDataObject {
	url: string;
	/** The `jwt_key` of the webhook. */
	key: string;
	/** The deliveries carry it, since the server does not sign. */
	isRaw?: boolean;
	instance: string;
	/** With *Take Over the Webhook*: what was in it, as JSON, to give it back. */
	before?: string;
}

type WithStaticData = { getWorkflowStaticData(type: string): IDataObject };

/** @returns an empty object where the node is not registered */
export function registered(context: WithStaticData, isTest: boolean): Partial<Registered> {
	const stored = context.getWorkflowStaticData('node')[isTest ? 'test' : 'live'];
	return isRecord(stored) ? (stored as Partial<Registered>) : {};
}

export function setRegistered(
	context: WithStaticData,
	isTest: boolean,
	entry: Registered | undefined,
): void {
	const stored = context.getWorkflowStaticData('node');
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
	const { live } = from.getWorkflowStaticData('node');
	const stored = to.getWorkflowStaticData('node');
	const isSame = registered(to, false).url === registered(from, false).url;
	if (isSame && stored.activeSince === activeSince) return;
	Object.assign(stored, { live: isRecord(live) ? { ...live } : live, activeSince });
}

/** The address at which the server reaches the node: n8n's own, or one with another origin. */
export function addressOf(nodeUrl: string, { options }: TriggerSettings): string {
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
): OwnSubscriber {
	return {
		kind: isTest ? 'test' : 'trigger',
		url,
		events,
		base64: hasFiles ? true : undefined,
		expires: isTest ? Math.floor(Date.now() / 1000) + TEST_SECONDS : undefined,
	};
}
