import {
	NodeOperationError,
	type IHookFunctions,
	type IWebhookFunctions,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { isOfServer } from '../../fields/events';
import type { WorkflowSubscriber } from '../../hub/list';
import { messageTime } from '../memory/deliveredEvent';
import { type Registration, staticDataOf, type Activation } from '../memory/staticData';
import type { TriggerSettings } from '../settings/triggerSettings';
import { leavesChats } from '../takeover/leaveToPerson';
import type { ActiveTrigger } from './activeTrigger';
import { storedWith } from './activeTriggers';

/** n8n listens for a test event for two minutes. */
const TEST_SECONDS = 150;

/** @param before by instance, see {@link Registration} */
export function registrationFor(
	url: string,
	{ additionalInstances }: TriggerSettings,
	instances: readonly string[],
	before: ReadonlyMap<string, string[] | undefined>,
): Registration {
	const [instance = '', ...more] = instances;
	if (additionalInstances === undefined) return { url, instance, before: before.get(instance) };
	const known = [...before].flatMap(([name, events]) => (events ? [[name, events] as const] : []));
	return { url, instance, more, beforeOf: Object.fromEntries(known) };
}

export const sentBeforeIn = (
	{ before, beforeOf }: Partial<Registration>,
	instance: string,
): string[] | undefined => (beforeOf === undefined ? before : beforeOf[instance]);

/** The URL at which the server reaches the node: n8n's own, or the same path behind *Connection → Base URL*. */
export function webhookAddress(nodeUrl: string, { options }: TriggerSettings): string {
	const { baseUrl } = options.connection;
	if (baseUrl === undefined) return nodeUrl;
	const { pathname } = new URL(nodeUrl);
	return baseUrl.trim().replace(/\/+$/, '') + pathname;
}

/** Where the server reaches the node. */
export function nodeUrl(
	context: IHookFunctions | IWebhookFunctions,
	settings: TriggerSettings,
): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined)
		throw new NodeOperationError(context.getNode(), 'n8n did not provide a webhook URL');
	return webhookAddress(url, settings);
}

/** Whether the workflow may restart the instance. */
export const healsInstance = ({ tellsProblems, options }: TriggerSettings): boolean =>
	tellsProblems && options.autoRecover;

/**
 * What the server has to send. Own messages tell that a person answers, even where new messages do not start the workflow.
 */
export function subscribedEvents(settings: TriggerSettings): readonly string[] {
	const ofServer = settings.events.filter(isOfServer);
	const ofPeople = leavesChats(settings) || settings.silence ? ['MESSAGES_UPSERT'] : [];
	return [...new Set([...ofServer, ...ofPeople, ...settings.eventsOfConnection])];
}

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
		// To the server, none would mean all.
		events:
			isTest && settings.events.every(isOfServer) ? settings.events : subscribedEvents(settings),
		base64: hasFiles ? true : undefined,
		heals: !isTest && healsInstance(settings) ? true : undefined,
		expires: isTest ? Math.floor(Date.now() / 1000) + TEST_SECONDS : undefined,
	};
}

// Since when a workflow is active: messages from before start nothing.

/**
 * n8n starts a workflow that was active before, and nobody watches: what fails now, n8n tries for 20 s, and then never
 * again.
 */
export const isBackAfterRestart = (context: IHookFunctions | ITriggerFunctions): boolean =>
	['init', 'leadershipChange'].includes(context.getActivationMode());

/** By our clock, Unix ms; undefined after a restart. */
export const activationOf = (context: ITriggerFunctions): number | undefined =>
	isBackAfterRestart(context) ? undefined : staticDataOf(context).activeSince;

/**
 * By the clock of messages, Unix ms, as precisely as is known by now: the server's answers show how far the clocks
 * are apart, and the first messages show it better.
 */
export const activeSinceOf = ({
	context,
	connection,
	activatedAt,
}: ActiveTrigger): number | undefined =>
	activatedAt === undefined
		? staticDataOf(context).activeSince
		: messageTime(connection, activatedAt);

/** For a call of the webhook that stores something. */
export const activationOfNode = (trigger: ActiveTrigger): Activation => ({
	activeSince: activeSinceOf(trigger),
	live: staticDataOf(trigger.context).registration(false),
	instances: storedWith(trigger).map(({ instance }) => instance),
});
