import type { Connection } from '../server/adapter';
import { classifyAddress } from '../core/values/addressKind';
import { isEveryEvent } from '../fields/events';
import { askWorkflow, PROBE_EVENT } from '../hub/ask';
import { inspectInstanceHub } from '../hub/changes';
import type { Obstacle } from '../hub/obstacle';
import type { HubInspection } from '../hub/repair';
import type { WorkflowSubscriber } from '../hub/list';
import { toListener } from '../hub/subscribers';
import { activeTriggerAt } from '../trigger/active/activeTriggers';
import { ADDRESS_SETTING } from '../trigger/active/registration';
import { describeUnreachable } from '../trigger/channel/unreachable';
import { findUnread } from '../trigger/channel/webhookChannel';
import { silentSince } from '../hub/forward';
import {
	countOf,
	countSockets,
	doubtful,
	fine,
	listedWorkflows,
	listNames,
	notChecked,
	shownUrl,
	unlistedHere,
	workflowsElsewhere,
	WAIT,
	wrong,
	type Check,
	type Finding,
	type HeardInstance,
	type Setup,
} from './check';
import { otherWays } from './deliveryChecks';

/** Describes how to repair the webhook. On a server without an operation for that, active workflows repair it. */
const describeRepair = ({ connection }: HeardInstance): string =>
	connection.server.kind === 'evolutionApi'
		? 'Run Webhook → Repair Trigger Registration. Published workflows also do it by themselves, within five minutes.'
		: WAIT;
const PUBLISH = 'publish a workflow that starts with the Evolution API Trigger';

/** An instance whose webhook was read. */
type SetupWithHub = HeardInstance & { readonly hub: HubInspection };

/** Checks the address of the webhook. */
export function webhookFinding(setup: SetupWithHub): Finding {
	const { record, state } = setup.hub;
	const workflows = listedWorkflows(setup);
	const url = shownUrl(setup);
	if (record?.enabled !== true || record.url === '') return switchedOff(setup, workflows);
	if (state.ownerUrl !== undefined) return fine(`The server sends the events to ${url}`);
	const lostCount = Math.max(workflows.length, unlistedHere(setup).length);
	if (lostCount > 0) {
		return wrong(
			`Another application has taken the webhook: the server sends the events to ${url}, and no longer to n8n (${countOf(lostCount, 'workflow')})`,
			`${describeRepair(setup)} The application keeps its events. If it takes the webhook again and again, switch that off in its settings.`,
		);
	}
	if (countSockets(setup) > 0) {
		return fine(
			`The webhook is that of another application: the server sends the events to ${url}. ${throughWebSocket(setup)}`,
		);
	}
	if (url.includes('/webhook-test/')) {
		return doubtful(
			`The webhook goes to a test URL of n8n, which is open only while the editor listens: ${url}`,
			`Do not enter a URL of n8n at the server: ${PUBLISH}, and it registers itself.`,
		);
	}
	return fine(
		`The webhook is that of another application: the server sends the events to ${url}`,
		`If workflows are to get the events as well, ${PUBLISH}: the application continues to get them.`,
	);
}

function switchedOff(setup: SetupWithHub, workflows: readonly WorkflowSubscriber[]): Finding {
	const here = unlistedHere(setup);
	const { record } = setup.hub;
	const isForgotten = (record?.url ?? '') === '';
	const what = isForgotten ? 'The instance has no webhook' : 'The webhook is off';
	if (workflows.length > 0) {
		const isOne = workflows.length === 1;
		const list = `${countOf(workflows.length, 'workflow')} ${isOne ? 'is' : 'are'} on its list`;
		return wrong(`${what}, although ${list}`, describeRepair(setup));
	}
	if (here.length > 0) {
		const are =
			here.length === 1
				? `the workflow ${listNames(here)} is`
				: `the workflows ${listNames(here)} are`;
		return wrong(`${what}, although ${are} published`, WAIT);
	}
	if (countSockets(setup) > 0) return fine(`${what}. ${throughWebSocket(setup)}`);
	const elsewhere = workflowsElsewhere(setup);
	if (elsewhere[0] !== undefined) {
		const { connection, context } = elsewhere[0];
		return doubtful(
			`${what}. The workflow ${listNames([elsewhere[0]])} listens to an instance of this name at ${connection.baseUrl}`,
			`If the server has moved, enter the new address in the credential of "${context.getWorkflow().name ?? ''}": published workflows follow within five minutes.`,
		);
	}
	return fine(what);
}

const throughWebSocket = (setup: HeardInstance) =>
	`Receiving through WebSocket: ${countOf(countSockets(setup), 'workflow')}`;

/** Checks whether the webhook sends all events that the workflows want. */
export function eventsFinding(setup: HeardInstance): Finding {
	const { record, state } = setup.hub ?? {};
	if (record?.enabled !== true || state?.ownerUrl === undefined) {
		return notChecked('the webhook does not lead to a workflow');
	}
	if (record.byEvents) {
		return wrong(
			'Webhook by Events is on: the server adds the name of the event to the address, where no one listens',
			describeRepair(setup),
		);
	}
	const workflows = listedWorkflows(setup);
	const eventNames = new Set(workflows.flatMap(({ events }) => events));
	const missing = [...eventNames].filter((name) => !record.events.includes(name));
	const wantsAll = workflows.some(({ events }) => events.length === 0);
	if (missing.length === 0 && (!wantsAll || isEveryEvent(record.events))) {
		return fine('The webhook sends all events that workflows want');
	}
	const what = missing.length > 0 ? missing.join(', ') : 'all events';
	return wrong(`The webhook does not send what workflows want: ${what}`, describeRepair(setup));
}

const ASK_WITH_KEY =
	'Enter the Global API Key in the credential, too: n8n needs it to read the webhook.';

export const webhookCheck: Check = {
	name: 'Webhook',
	needs: ['License', 'Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		const unreadWebhook = findUnread(setup);
		if (unreadWebhook?.isKnown === false) {
			const why =
				'a token alone cannot read the webhook, and this process of n8n has neither set it nor received an event through it since n8n was started';
			return notChecked(why, ASK_WITH_KEY);
		}
		const hub = await inspectInstanceHub({ context, connection, instance });
		setup.hub = hub;
		const finding = webhookFinding({ connection, instance, hub });
		if (unreadWebhook === undefined) return finding;
		const found = `${finding.found}. That is what this n8n knows: a token alone does not show whether someone has set another webhook since then`;
		return { ...finding, found, whatToDo: finding.whatToDo ?? ASK_WITH_KEY };
	},
};

/** Returns a check that needs the webhook. */
export const behindWebhook = (name: string, look: Check['look']): Check => ({
	name,
	needs: ['Webhook'],
	isOfInstance: true,
	look: async (setup, before) =>
		setup.hub === undefined ? notChecked('the webhook is not known') : await look(setup, before),
});

export const eventsCheck = behindWebhook('Events', eventsFinding);

/** Probes workflows. Skips applications, which would mistake a probe for an event, and waits, whose data n8n would read. */
export const listenersCheck = behindWebhook('Listeners', async (setup) => {
	const { context, instance, hub, answers } = setup;
	const key = hub?.key ?? '';
	const workflows = listedWorkflows(setup).filter(({ kind }) => kind !== 'wait');
	const probe = { event: PROBE_EVENT, instance, key };
	await Promise.all(
		workflows.map(async (workflow) => {
			answers.set(workflow.url, await askWorkflow(context, workflow, probe));
		}),
	);
	const outcomeOf = (url: string) => answers.get(url)?.reply;
	const isAlive = ({ url }: WorkflowSubscriber) =>
		outcomeOf(url) === 'taken' || activeTriggerAt(url, instance) !== undefined;
	const dead = workflows.filter((workflow) => !isAlive(workflow));
	const listening = describeListeners(setup, workflows.length - dead.length);
	if (dead.length === 0) {
		return (
			findUnlisted(setup) ?? silentApplication(setup) ?? findMisdirected(setup) ?? fine(listening)
		);
	}
	const isGone = dead.every(({ url }) => outcomeOf(url) === 'gone');
	const urls = dead.map((subscriber) => toListener(subscriber).url).join(', ');
	const ofTests = dead.some(({ kind }) => kind === 'test')
		? ' Tests in the editor use the address in N8N_EDITOR_BASE_URL, and not the old WEBHOOK_URL: set it, or enter Options → Connection → Base URL in the trigger.'
		: '';
	const whatToDo = isGone
		? `n8n runs no workflow there. If one should run, publish it again: after a start without this package, n8n shows it as published, but does not run it. If not, ${removing(setup)}.`
		: `Check that the n8n at this address runs and that this n8n reaches it. If it is gone for good, ${removing(setup)}.`;
	return wrong(
		`No answer comes from ${countOf(dead.length, 'workflow')} on the list: ${urls}. ${listening}`,
		whatToDo + ofTests,
	);
});

/** Describes how workflows that are gone leave the list. */
const removing = ({ connection }: Setup): string =>
	connection.server.kind === 'evolutionApi'
		? 'run Webhook → Repair Trigger Registration, which takes them off the list'
		: 'the next event that is for them takes them off the list';

/** Finds workflows that are missing from the webhook's list, because another client changed it. */
function findUnlisted(setup: Setup): Finding | undefined {
	const missing = setup.hub?.state.ownerUrl === undefined ? [] : unlistedHere(setup);
	if (missing.length === 0) return undefined;
	return wrong(`Active here, but not on the list of the webhook: ${listNames(missing)}`, WAIT);
}

/** Finds an active workflow whose address doesn't lead to n8n, so that another workflow forwards the events to it. */
function findMisdirected(setup: Setup): Finding | undefined {
	const { instance, answers } = setup;
	const ownerUrl = findOwnerUrl(setup);
	for (const { url } of listedWorkflows(setup)) {
		const trigger = activeTriggerAt(url, instance);
		const obstacle = answers.get(url)?.obstacle;
		if (url === ownerUrl || trigger === undefined || obstacle === undefined) continue;
		const isLikeOwner = ownerUrl !== undefined && new URL(ownerUrl).origin === new URL(url).origin;
		if (isLikeOwner) continue;
		return doubtful(
			`The workflow ${listNames([trigger])} gets its events through another workflow, because its webhook URL leads elsewhere: ${obstacle.found}`,
			obstacle.whatToDo,
		);
	}
	return undefined;
}

/** Finds another application that has accepted none of the events that this process forwarded to it. */
function silentApplication({ hub }: Setup): Finding | undefined {
	const silent = (hub?.state.subscribers ?? []).find(
		(subscriber) =>
			subscriber.kind === 'foreign' && subscriber.enabled && silentSince.has(subscriber.url),
	);
	if (silent === undefined) return undefined;
	const since = new Date(silentSince.get(silent.url) ?? 0).toISOString();
	return doubtful(
		`Another application, at ${toListener(silent).url}, has taken none of the events that n8n passed on to it since ${since}`,
		'Check that it runs and that n8n reaches its address. If it is gone for good, unpublish the workflows of the instance, switch the webhook off with Webhook → Update, and publish them again.',
	);
}

function describeListeners(setup: Setup, alive: number): string {
	const waits = listedWorkflows(setup).filter(({ kind }) => kind === 'wait').length;
	const sockets = countSockets(setup);
	const subscribers = setup.hub?.state.subscribers ?? [];
	const hasOther = subscribers.some(
		(subscriber) => subscriber.kind === 'foreign' && subscriber.enabled,
	);
	const listening = [
		...(alive > 0 ? [`${countOf(alive, 'workflow')}, alive`] : []),
		...(sockets > 0 ? [`${countOf(sockets, 'workflow')} through WebSocket`] : []),
		...(waits > 0 ? [`${countOf(waits, 'execution')} waiting for a reply`] : []),
		...(hasOther ? ['another application'] : []),
	];
	return `Who listens: ${listening.length === 0 ? 'no one' : listening.join('; ')}`;
}

/** Checks whether the server can reach the webhook's address now. Events of an hour ago don't prove that. */
export const addressCheck = behindWebhook('Webhook Address', (setup) => {
	const { connection, instance, answers } = setup;
	const ownerUrl = findOwnerUrl(setup);
	if (ownerUrl === undefined) {
		return notChecked('the webhook does not lead to a workflow');
	}
	const { origin } = new URL(ownerUrl);
	const isOpen = origin.startsWith('http:') && classifyAddress(ownerUrl) === 'public';
	const finding = doubtful(
		`The server sends the events to ${origin} unencrypted: on the way everybody can read the messages`,
		`Give n8n an address with https://: set ${ADDRESS_SETTING}.`,
	);
	const owner = activeTriggerAt(ownerUrl, instance);
	const { deliveredAt } = owner ?? {};
	const last =
		deliveredAt === undefined
			? undefined
			: `its last delivery came ${new Date(deliveredAt).toISOString()}`;
	const doubt = last === undefined ? unreachable(ownerUrl, connection) : undefined;
	if (doubt !== undefined) return doubt;
	const obstacle = answers.get(ownerUrl)?.obstacle;
	if (obstacle !== undefined && (owner !== undefined || !obstacle.isOfN8nAlone))
		return blocked(obstacle, connection, last);
	if (isOpen) return finding;
	if (last !== undefined) return fine(`The server reaches n8n at ${origin}; ${last}`);
	return classifyAddress(ownerUrl) === 'loopback'
		? fine(
				`The webhook leads to ${origin}, on the machine of the server`,
				`If the server runs in a container, that is the container itself: ${otherWays(connection)}.`,
			)
		: fine(`The webhook leads to ${origin}`);
});

const findOwnerUrl = ({ hub }: Setup) =>
	hub?.record?.enabled === true ? hub.state.ownerUrl : undefined;

/** Describes an obstacle in front of n8n. @param last clause with the time of the server's last delivery, if there was one */
function blocked(obstacle: Obstacle, connection: Connection, last: string | undefined): Finding {
	const { found, whatToDo, isOfN8nAlone } = obstacle;
	if (!isOfN8nAlone) {
		const before = last === undefined ? '' : `. As for the server, ${last}`;
		return wrong(`${found}${before}`, `${whatToDo} Or ${otherWays(connection)}.`);
	}
	return last === undefined
		? doubtful(
				`${found}. The server may not reach it either`,
				`${whatToDo} If the server does not reach it, ${otherWays(connection)}.`,
			)
		: doubtful(`${found}. The server does: ${last}. n8n needs it for answers, too`, whatToDo);
}

/** Explains why the server can't reach the webhook, judging by the two addresses; undefined if it may reach it. */
function unreachable(webhookUrl: string, connection: Connection): Finding | undefined {
	const doubt = describeUnreachable(webhookUrl, connection.baseUrl);
	if (doubt === undefined) return undefined;
	const { found, isCertain, isEverywhere } = doubt;
	const otherWay = otherWays(connection);
	if (!isCertain) return doubtful(found, `If the server does not know this name, ${otherWay}.`);
	const forAll = isEverywhere ? ` For all workflows at once, set ${ADDRESS_SETTING}.` : '';
	return wrong(found, `In the trigger, ${otherWay}.${forAll}`);
}
