import {
	type IHookFunctions,
	type INode,
	type ITriggerFunctions,
	NodeOperationError,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { fetchInstances } from '../../server/ask/instances';
import { createLimiter } from '../../core/concurrency/limiter';
import { inTime } from '../../core/concurrency/retry';
import { RequestFailure } from '../../errors/failure';
import { behindBaseUrl, splitWebhookUrl } from '../../core/input/baseUrl';
import { parseUrl } from '../../core/values/addressKind';
import type { Caller, Connection, Target } from '../../server/adapter';
import { isServerEvent } from '../../fields/events';
import { readInstanceHub } from '../../hub/changes';
import type { WorkflowSubscriber } from '../../hub/list';
import { messageTime } from '../memory/deliveredEvent';
import {
	listRegisteredInstances,
	openStaticData,
	type Registration,
	type Activation,
} from '../memory/staticData';
import {
	chosenInstance,
	readServer,
	type ReadConnection,
	type TriggerCaller,
	type TriggerSettings,
} from '../settings/triggerSettings';
import { leavesChats } from '../memory/takeovers';
import type { ActiveTrigger } from './activeTrigger';
import { getNodeId, stateOfNode, storedWith } from './activeTriggers';

export const makeSuffix = (
	{ options: { additionalInstances } }: TriggerSettings,
	instance: string,
): string | undefined => (additionalInstances === undefined ? undefined : `/${instance}`);

interface NodeInstances {
	readonly connection: Connection;
	/** Names of the instances, each once. The first one is from the field *Instance*. */
	readonly instances: readonly string[];
}

/**
 * Returns the node's instances. The server is asked for their names only if the node listens to all instances.
 * @throws {NodeOperationError} if no instance is chosen
 * @throws {RequestFailure} if the server doesn't list its instances
 */
export async function readInstances(
	context: TriggerCaller,
	{ options: { additionalInstances } }: TriggerSettings,
	read?: ReadConnection,
): Promise<NodeInstances> {
	if (additionalInstances !== 'all') {
		const { connection, instance } = await readServer(context, '', read);
		return { connection, instances: [...new Set([instance, ...(additionalInstances ?? [])])] };
	}
	const connection = await readOwnConnection(context, read);
	const names = await listInstanceNames(context, connection);
	const instances = new Set([chosenInstance(context, connection), ...names]);
	instances.delete('');
	if (instances.size === 0) throw new RequestFailure(NONE_SEEN);
	return { connection, instances: [...instances] };
}

export async function readOwnConnection(
	context: TriggerCaller,
	read?: ReadConnection,
): Promise<Connection> {
	return (await readServer(context, 'any', read)).connection;
}

const NONE_SEEN = {
	message: 'The key of the credential has access to no instance',
	description: 'Create one with Instance → Create, or choose the credential of another server.',
};

/** @throws {RequestFailure} if the server cannot be asked */
export async function listInstanceNames(
	context: Caller,
	connection: Connection,
): Promise<string[]> {
	const all = await fetchInstances({ context, connection });
	return all.map(({ name }) => name);
}

/**
 * Like {@link readInstances}, for the start of a workflow. For a node that listens to all instances, the result also contains
 * the instances in the static data, because a server that is still loading doesn't list all instances.
 * @throws {NodeOperationError} like {@link readInstances}
 * @throws {RequestFailure} like {@link readInstances}, if no instances are stored and a user activates the workflow
 */
export async function instancesAtStart(
	context: IHookFunctions | ITriggerFunctions,
	settings: TriggerSettings,
	read?: ReadConnection,
): Promise<NodeInstances> {
	if (settings.options.additionalInstances !== 'all')
		return await readInstances(context, settings, read);
	const names = listRegisteredInstances(openStaticData(context).registration(false));
	const { connection, instances } = await readInstances(context, settings, read).catch(
		async (error: unknown) => {
			if (names.length === 0 && !isBackAfterRestart(context)) throw error;
			return { connection: await readOwnConnection(context, read), instances: [] };
		},
	);
	return { connection, instances: [...new Set([...instances, ...names])] };
}

/** How long the server's list of instances is reused, so that a flood of calls with made-up names causes few requests. */
const LISTED_INSTANCES_MS = 30_000;

/** The server's list may be {@link LISTED_INSTANCES_MS} old. @throws {RequestFailure} if the server cannot be asked */
export async function isListed(context: TriggerCaller, instance: string): Promise<boolean> {
	const node = stateOfNode(getNodeId(context));
	if (Date.now() - (node.lastListing?.at ?? 0) >= LISTED_INSTANCES_MS) {
		const instances = readOwnConnection(context).then(
			async (connection) => await listInstanceNames(context, connection),
		);
		node.lastListing = { at: Date.now(), instances };
	}
	return (await node.lastListing?.instances)?.includes(instance) ?? false;
}

export const isGone = async (target: Target): Promise<boolean> =>
	await readInstanceHub(target).then(() => false, isInstanceMissing);

export const isInstanceMissing = (error: unknown): boolean =>
	error instanceof RequestFailure && error.failure.notFound === true;

export function namingInstance(
	{ options: { additionalInstances } }: TriggerSettings,
	error: unknown,
	instance: string,
): unknown {
	if (additionalInstances === undefined || !(error instanceof RequestFailure)) return error;
	const { failure } = error;
	if (failure.message.includes(`"${instance}"`)) return error;
	return new RequestFailure({ ...failure, message: `Instance "${instance}": ${failure.message}` });
}

/** Limit for concurrent requests, because a server may have many instances. */
const AT_ONCE = 10;

/** @returns the results in the same order */
export async function settleEach<One, Result>(
	all: readonly One[],
	run: (element: One) => Promise<Result>,
): Promise<Array<PromiseSettledResult<Result>>> {
	const limit = createLimiter(AT_ONCE);
	return await Promise.allSettled(
		all.map(async (element) => await limit.run(async () => await run(element))),
	);
}

/** How long a node with several instances waits for a slow one. */
export const INSTANCE_PATIENCE_MS = 12_000;

export type InTime<One, Result> = { readonly element: One } & (
	| { readonly result: Result }
	| { readonly error: unknown }
	| { readonly late: Promise<Result> }
);

/**
 * Like {@link settleEach}, but doesn't wait for calls of `run` that take longer than {@link INSTANCE_PATIENCE_MS}. If no
 * call succeeds in time, the slow calls are awaited, too.
 */
export async function settleInTime<One, Result>(
	all: readonly One[],
	run: (element: One) => Promise<Result>,
): Promise<Array<InTime<One, Result>>> {
	const limit = createLimiter(AT_ONCE);
	const settle = async (element: One, running: Promise<Result>): Promise<InTime<One, Result>> =>
		await running.then(
			(result) => ({ element, result }),
			(error: unknown) => ({ element, error }),
		);
	const runInTime = async (element: One): Promise<InTime<One, Result>> => {
		const late = run(element);
		const outcome = settle(element, late);
		return (await inTime(outcome, INSTANCE_PATIENCE_MS)) ? await outcome : { element, late };
	};
	const outcomes = await Promise.all(
		all.map(async (element) => await limit.run(async () => await runInTime(element))),
	);
	if (outcomes.some((outcome) => 'result' in outcome)) return outcomes;
	return await Promise.all(
		outcomes.map(async (one) => ('late' in one ? await settle(one.element, one.late) : one)),
	);
}

/** How long a test session stays on the list of subscribers, in seconds. n8n listens for a test event for two minutes. */
export const TEST_SECONDS = 150;

export function registrationFor(
	url: string,
	{ options: { additionalInstances } }: TriggerSettings,
	[instance = '', ...more]: readonly string[],
): Registration {
	return additionalInstances === undefined ? { url, instance } : { url, instance, more };
}

/** Setting for n8n's address, which all workflows share. Its old name still works in n8n 2.x. */
export const ADDRESS_SETTING =
	'N8N_WEBHOOK_URL in the environment of n8n (before n8n 2.35: WEBHOOK_URL)';

/** Returns the webhook's URL for the server: `nodeUrl`, or the same path at the trigger's *Connection → Base URL*. */
export function webhookAddress(
	nodeUrl: string,
	{ options }: TriggerSettings,
	{ webhookId }: Pick<INode, 'webhookId'>,
): string {
	const { baseUrl } = options.connection;
	return baseUrl === undefined ? nodeUrl : behindBaseUrl(baseUrl, nodeUrl, ownSegments(webhookId));
}

/** Counts a URL's segments after n8n's endpoint: `<webhook ID>/webhook`, or else `<workflow ID>/<node name>/webhook`. */
const ownSegments = (webhookId: string | undefined): number => (webhookId === undefined ? 3 : 2);

export const n8nAddressOf = ({ context }: Pick<ActiveTrigger, 'context'>, url: string): string =>
	splitWebhookUrl(url, ownSegments(context.getNode().webhookId)).base;

/** @throws {RequestFailure} if a setting of n8n gives an address that isn't a web address */
export function requireWebAddress(context: IHookFunctions): void {
	const url = context.getNodeWebhookUrl('default') ?? '';
	const { protocol = '', pathname = '' } = parseUrl(url) ?? {};
	// If the address lacks a host, the first segment of the path is parsed as the host.
	const isWhole = pathname.split('/').length > 1 + ownSegments(context.getNode().webhookId);
	if (/^https?:$/.test(protocol) && isWhole) return;
	throw new RequestFailure({
		message: `n8n says that its webhook is at "${url}", which isn't a web address`,
		description: `Correct ${ADDRESS_SETTING}: it needs http:// or https:// and a host, such as https://n8n.example.com. Then restart n8n.`,
	});
}

export function nodeUrl(
	context: IHookFunctions | IWebhookFunctions,
	settings: TriggerSettings,
): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined)
		throw new NodeOperationError(context.getNode(), 'n8n did not provide a webhook URL');
	return webhookAddress(url, settings, context.getNode());
}

export const healsInstance = ({ tellsProblems, options }: TriggerSettings): boolean =>
	tellsProblems && options.autoRecover;

/**
 * *Human Takeover* needs messages even if they don't start the workflow: messages from the account itself show that a person
 * answers.
 */
export function subscribedEvents(settings: TriggerSettings): readonly string[] {
	const ofServer = settings.events.filter(isServerEvent);
	const ofPeople = leavesChats(settings) ? ['MESSAGES_UPSERT'] : [];
	return [...new Set([...ofServer, ...ofPeople, ...settings.eventsOfConnection])];
}

/** @param hasFiles true if deliveries must contain the files */
export function subscriberFor(
	url: string,
	settings: TriggerSettings,
	isTest: boolean,
	hasFiles: boolean,
): WorkflowSubscriber {
	return {
		kind: isTest ? 'test' : 'trigger',
		url,
		// *Health Alert* isn't an event of the server. A list with only *Health Alert* would be sent empty, which means all events.
		events:
			isTest && settings.events.every(isServerEvent) ? settings.events : subscribedEvents(settings),
		base64: hasFiles ? true : undefined,
		heals: !isTest && healsInstance(settings) ? true : undefined,
		expires: isTest ? Math.floor(Date.now() / 1000) + TEST_SECONDS : undefined,
	};
}

/**
 * Tells whether n8n itself, not a user, starts the workflow: after a restart, or in a process that became the leader. If such a
 * start fails, n8n retries it for only 20 s.
 */
export const isBackAfterRestart = (context: IHookFunctions | ITriggerFunctions): boolean =>
	['init', 'leadershipChange'].includes(context.getActivationMode());

/** Returns when the workflow was activated, by WhatsApp's clock, Unix ms. {@link messageTime} converts it from n8n's clock. */
export const getActiveSince = ({
	context,
	connection,
	activatedAt,
}: ActiveTrigger): number | undefined =>
	activatedAt === undefined
		? openStaticData(context).activeSince
		: messageTime(connection, activatedAt);

export const activationOfNode = (trigger: ActiveTrigger): Activation => ({
	activeSince: getActiveSince(trigger),
	live: openStaticData(trigger.context).registration(false),
	instances: storedWith(trigger).map(({ instance }) => instance),
});
