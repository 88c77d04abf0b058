import { RequestFailure } from '../errors/failure';
import type { Result, Target } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import type { ServerKind, Delivery } from '../server/delivery';
import type { Call } from '../table/operation';
import type { WorkflowAnswer } from '../hub/ask';
import { listListeners } from '../hub/subscribers';
import type { HubInspection } from '../hub/repair';
import { isExpired, isSocket, type WorkflowSubscriber } from '../hub/list';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import {
	activeTriggersNamed,
	activeTriggersOn,
	webhookUrl,
} from '../trigger/active/activeTriggers';
import { makeInstanceId } from '../server/account';
import { MINUTE_MS, SECOND_MS } from '../core/values/time';

/** Subjects of problems. An instance has at most one problem of each subject at a time. */
export type Subject =
	| 'n8n'
	| 'server'
	| 'database'
	| 'connection'
	| 'webhook'
	| 'deliveries'
	| 'webSocket'
	| 'sending'
	| 'loops';

interface Kind {
	readonly subject: Subject;
	/** How long a problem lasts before it's reported, ms. */
	readonly afterMs: number;
	/** The problem doesn't end by itself. It's reported even while another problem of the same subject lasts. */
	readonly needsPerson?: true;
	/** Message for when the problem is over. */
	readonly over: string;
}

const SERVER_IS_BACK = 'The server answers again';
const CONNECTED = 'The instance is connected to WhatsApp again';
const WEBHOOK_IS_BACK = 'The webhook leads to n8n again';
const SENT_AGAIN = 'Messages get out again';

/** Problems, keyed by their name in items. */
export const PROBLEMS = {
	executionsNotStored: { subject: 'n8n', afterMs: 0, over: 'n8n stores executions again' },
	serverUnreachable: { subject: 'server', afterMs: 2 * MINUTE_MS, over: SERVER_IS_BACK },
	keyRefused: {
		subject: 'server',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: 'The server takes the key again',
	},
	licenseMissing: {
		subject: 'server',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: SERVER_IS_BACK,
	},
	databaseFailing: {
		subject: 'database',
		// The regular check of the database only runs every five minutes.
		afterMs: 50 * SECOND_MS,
		// Without its database, the server doesn't notice the end of a connection, and still reports it as open.
		over: 'The database of the server works again. If an instance no longer sends or receives, restart the server',
	},
	disconnected: { subject: 'connection', afterMs: 2 * MINUTE_MS, over: CONNECTED },
	connecting: { subject: 'connection', afterMs: 2 * MINUTE_MS, over: CONNECTED },
	qrCodeNotScanned: { subject: 'connection', afterMs: 2 * MINUTE_MS, over: CONNECTED },
	qrCodesUsedUp: {
		subject: 'connection',
		afterMs: 2 * MINUTE_MS,
		// This problem follows a log-out or an expired code, but needs another action.
		needsPerson: true,
		over: CONNECTED,
	},
	passkeyNeeded: {
		subject: 'connection',
		afterMs: 2 * SECOND_MS,
		needsPerson: true,
		over: CONNECTED,
	},
	clientOutdated: {
		subject: 'connection',
		// Sometimes WhatsApp refuses the client only for a moment.
		afterMs: 2 * MINUTE_MS,
		needsPerson: true,
		over: CONNECTED,
	},
	loggedOut: { subject: 'connection', afterMs: 2 * SECOND_MS, needsPerson: true, over: CONNECTED },
	restricted: { subject: 'connection', afterMs: 2 * SECOND_MS, needsPerson: true, over: CONNECTED },
	instanceMissing: {
		subject: 'connection',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: CONNECTED,
	},
	webhookTaken: { subject: 'webhook', afterMs: 0, over: WEBHOOK_IS_BACK },
	eventsOff: { subject: 'webhook', afterMs: 0, over: 'The server sends all events again' },
	deliveriesMissing: { subject: 'deliveries', afterMs: 0, over: 'Events reach n8n again' },
	webSocketRefused: {
		subject: 'webSocket',
		afterMs: 2 * MINUTE_MS,
		over: 'Events reach n8n again',
	},
	messagesRejected: { subject: 'sending', afterMs: 0, over: SENT_AGAIN },
	messagesNotDelivered: { subject: 'sending', afterMs: 0, over: SENT_AGAIN },
	botsInLoop: {
		subject: 'loops',
		afterMs: 0,
		over: 'The Loop Guard no longer limits any chat',
	},
} as const satisfies Record<string, Kind>;

export type ProblemName = keyof typeof PROBLEMS;

export const getKind = (name: ProblemName): Kind => PROBLEMS[name];

export const isProblemName = (name: unknown): name is ProblemName =>
	typeof name === 'string' && Object.hasOwn(PROBLEMS, name);

/** A finding about a server, an instance or a webhook. *Check Setup* and the event *Health Alert* share the texts. */
export interface Finding {
	/** `warning`: something may fail, or partly fails. `problem`: it doesn't work. */
	readonly status: 'ok' | 'warning' | 'problem';
	readonly found: string;
	/** Left out if there is nothing to do. */
	readonly whatToDo?: string;
	/** The problem's name in *Health Alert*; missing if the finding isn't reported there. */
	readonly problem?: ProblemName;
	/** When the problem began, Unix ms by our clock, if known. */
	readonly since?: number;
}

/** A finding that *Health Alert* reports. */
export interface Problem extends Finding {
	readonly problem: ProblemName;
	/** The repair that was already made, such as `The instance was restarted`. */
	readonly done?: string;
}

export const isProblem = (finding: Finding | undefined): finding is Problem =>
	finding?.problem !== undefined;

export const fine = (found: string, whatToDo?: string): Finding => ({
	status: 'ok',
	found,
	whatToDo,
});

/** A finding for something that couldn't be checked. It doesn't count as a problem. */
export const notChecked = (why: string, whatToDo?: string): Finding =>
	fine(`Not checked: ${why}`, whatToDo);

export const doubtful = (found: string, whatToDo: string): Finding => ({
	status: 'warning',
	found,
	whatToDo,
});

export const wrong = (found: string, whatToDo: string): Finding => ({
	status: 'problem',
	found,
	whatToDo,
});

/** Input of the checks, and results of earlier checks for later ones. */
export interface Setup extends Pick<Call, 'connection' | 'context'> {
	/** Name of the instance; empty if no instance was chosen. */
	readonly instance: string;
	/** Version of the server; undefined if unknown. */
	version?: string;
	/** Set if the server is another program that has the routes of Evolution API. */
	lookalike?: { readonly name: string; readonly limits: string };
	/** Answer of `fetchInstances` about the instance. */
	instances?: Result;
	/** The newest messages of the store, newest first. */
	messages?: readonly StoredMessage[];
	/** The same messages, as the server would deliver them. */
	deliveries?: readonly Delivery[];
	/** True if the server stores no messages. */
	storesNothing?: boolean;
	hub?: HubInspection;
	/** Answer to a probe of each workflow that shares the webhook, keyed by URL. */
	readonly answers: Map<string, WorkflowAnswer>;
}

export interface Check {
	/** The name in the output. */
	readonly name: string;
	/** Names of the checks that must succeed before this one. */
	readonly needs: readonly string[];
	/** The only kind of server that has this check; missing for all kinds. */
	readonly on?: ServerKind;
	/** The check is skipped if no instance is chosen. */
	readonly isOfInstance?: true;
	/** @param before the earlier findings @throws {RequestFailure} for a problem that prevents all checks that need this one */
	readonly look: (
		setup: Setup,
		before: readonly (Finding & { readonly check: string })[],
	) => Promise<Finding> | Finding;
}

/** Tells whether an instance is chosen, by name or by a token of Evolution Go, which belongs to one instance. */
export const isInstanceChosen = ({ instance, connection }: Setup): boolean =>
	instance !== '' ||
	(connection.server.kind === 'evolutionGo' && connection.globalKey === undefined);

/** Advice about a registration that has been changed. */
export const WAIT =
	'Wait five minutes: published workflows put it right by themselves. Or unpublish the workflow and publish it again.';

/** Makes the error for a problem that prevents other checks. */
export const makeStopError = (message: string, description: string): RequestFailure =>
	new RequestFailure({ message, description });

/** Returns the body of an answer. @throws {RequestFailure} if the request failed */
export function bodyOf(result: Result): unknown {
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}

/** An instance and its webhook. */
export interface HeardInstance extends Pick<Target, 'connection' | 'instance'> {
	readonly hub?: HubInspection;
}

/**
 * Returns the workflows in the webhook's list, even if the webhook now has another address. Leaves out the list's workflows
 * that receive through WebSocket, which are only listed so that other processes know them.
 */
export const listedWorkflows = ({ hub }: Pick<HeardInstance, 'hub'>): WorkflowSubscriber[] =>
	(hub?.workflows ?? []).filter(
		(workflow) => !isSocket(workflow) && !isExpired(workflow, Date.now()),
	);

/** Counts the workflows that receive through WebSocket, as far as this process knows. */
export const countSockets = (setup: HeardInstance): number =>
	new Set([
		...(setup.hub?.workflows ?? []).filter(isSocket).map(({ url }) => url),
		...workflowsHere(setup).flatMap(
			(trigger) => (trigger.channel.holdsConnection ? webhookUrl(trigger) : undefined) ?? [],
		),
	]).size;

/** Returns the active workflows of this process whose trigger listens to the instance. */
export const workflowsHere = ({ connection, instance }: HeardInstance): ActiveTrigger[] =>
	activeTriggersOn(makeInstanceId(connection, instance)).filter(({ isLeaving }) => !isLeaving);

/** Returns the active workflows of this process that listen to an instance of the same name on another server. */
export const workflowsElsewhere = ({ connection, instance }: HeardInstance): ActiveTrigger[] =>
	instance === ''
		? []
		: activeTriggersNamed(instance).filter(
				(trigger) => !trigger.isLeaving && trigger.connection.baseUrl !== connection.baseUrl,
			);

/** Returns the active workflows of this process that receive the instance's events through WebSocket. */
export const socketsHere = (setup: HeardInstance): ActiveTrigger[] =>
	workflowsHere(setup).filter(({ channel }) => channel.holdsConnection);

/** Returns the active workflows of this process that are missing from the webhook's list. */
export const unlistedHere = (setup: HeardInstance): ActiveTrigger[] => {
	const urls = listedWorkflows(setup).map(({ url }) => url);
	return workflowsHere(setup).filter(
		(trigger) => !trigger.channel.holdsConnection && !urls.includes(webhookUrl(trigger) ?? ''),
	);
};

/** Returns the address of the webhook, without its query. */
export const shownUrl = ({ hub }: Pick<HeardInstance, 'hub'>): string => {
	const [foreign] = hub === undefined ? [] : listListeners(hub.state);
	const owner =
		hub === undefined ? undefined : listListeners(hub.state).find((listener) => listener.owner);
	return (owner ?? foreign)?.url ?? '';
};

/** Returns the names of workflows, as in the editor. */
export const listNames = (triggers: readonly ActiveTrigger[]): string =>
	triggers.map(({ context }) => `"${context.getWorkflow().name ?? ''}"`).join(', ');

/** Returns a text such as `1 workflow` or `2 workflows`. */
export const countOf = (count: number, noun: string): string =>
	`${count} ${noun}${count === 1 ? '' : 's'}`;
