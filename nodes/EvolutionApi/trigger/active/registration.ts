import { NodeOperationError, type IDataObject, type IHookFunctions } from 'n8n-workflow';

import { isRecord } from '../../core/server/answer';
import type { WorkflowSubscriber } from '../../hub';
import { leavesChats } from '../takeOver/leaveToPerson';
import { staticDataOf, type WithStaticData } from '../memory/staticData';
import type { TriggerSettings } from '../settings/triggerSettings';

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
	/** The others that the node listens to. */
	more?: string[];
	/** The same as `before`, for each instance that has it. */
	beforeOf?: Record<string, string[]>;
}

/** None if it is not registered. */
export const instancesIn = ({ instance, more = [] }: Partial<Registration>): string[] =>
	instance === undefined ? [] : [instance, ...more];

/** @param before by instance, see {@link Registration} */
export function registrationFor(
	url: string,
	{ moreInstances }: TriggerSettings,
	instances: readonly string[],
	before: ReadonlyMap<string, string[] | undefined>,
): Registration {
	const [instance = '', ...more] = instances;
	if (moreInstances === undefined) return { url, instance, before: before.get(instance) };
	const known = [...before].flatMap(([name, events]) => (events ? [[name, events] as const] : []));
	return { url, instance, more, beforeOf: Object.fromEntries(known) };
}

export const sentBeforeIn = (
	{ before, beforeOf }: Partial<Registration>,
	instance: string,
): string[] | undefined => (beforeOf === undefined ? before : beforeOf[instance]);

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
	if (registration !== undefined && !isTest) forgetOthers(stored, instancesIn(registration));
}

/** What is kept for an instance that the node no longer listens to. */
function forgetOthers(stored: IDataObject, instances: readonly string[]): void {
	for (const name of Object.keys(stored)) {
		const [, instance] = /^(?:taken|lastEventAt|takeOvers)\/(.*)$/s.exec(name) ?? [];
		if (instance !== undefined && !instances.includes(instance)) delete stored[name];
	}
}

/**
 * Copies what the activation has left in its static data into that of a webhook call: n8n may have read the latter
 * before it stored the former, and stores the latter last.
 * @param activeSince see activeSinceOf()
 * @param instances that the node listens to now: some may have come or gone since the activation
 */
export function copyActivation(
	from: WithStaticData,
	to: WithStaticData,
	activeSince: number | undefined,
	instances: readonly string[],
): void {
	const { live } = staticDataOf(from);
	const stored = staticDataOf(to);
	const [before, now] = [registrationOf(to, false), registrationOf(from, false)];
	const listed = now.more === undefined ? instancesIn(now) : [...instances];
	const isSame = before.url === now.url && instancesIn(before).join('\n') === listed.join('\n');
	if (isSame && stored.activeSince === activeSince) return;
	Object.assign(stored, { live: isRecord(live) ? { ...live } : live, activeSince });
	if (now.more === undefined || !isRecord(stored.live)) return;
	const [instance, ...more] = listed;
	Object.assign(stored.live, { instance, more });
	forgetOthers(stored, listed);
}

/** The URL at which the server reaches the node: n8n's own, or the same path behind *Webhook Base URL*. */
export function webhookAddress(nodeUrl: string, { options }: TriggerSettings): string {
	const { webhookBaseUrl } = options;
	if (webhookBaseUrl === undefined) return nodeUrl;
	const { pathname } = new URL(nodeUrl);
	return webhookBaseUrl.trim().replace(/\/+$/, '') + pathname;
}

/** Where the server reaches the node that is registered now. */
export function nodeUrl(context: IHookFunctions, settings: TriggerSettings): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined)
		throw new NodeOperationError(context.getNode(), 'n8n did not provide a webhook URL');
	return webhookAddress(url, settings);
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
		votes: settings.wantsVotes ? true : undefined,
		expires: isTest ? Math.floor(Date.now() / 1000) + TEST_SECONDS : undefined,
	};
}
