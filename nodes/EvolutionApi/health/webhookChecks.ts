import type { Connection } from '../server/adapter';
import { classifyAddress } from '../core/values/addressKind';
import { isEveryEvent } from '../fields/events';
import { askWorkflow, PROBE_EVENT } from '../hub/ask';
import { inspectInstanceHub } from '../hub/changes';
import type { Obstacle } from '../hub/obstacle';
import type { HubInspection } from '../hub/repair';
import { withoutSecrets, type WorkflowSubscriber } from '../hub/list';
import { activeTriggerAt, activeTriggersNamed } from '../trigger/active/activeTriggers';
import { ADDRESS_SETTING } from '../trigger/active/registration';
import { describeUnreachable } from '../trigger/channel/unreachable';
import { findUnread } from '../trigger/channel/webhookChannel';
import { silentSince } from '../hub/forward';
import type { Check, Setup } from './check';
import { otherWays } from './deliveryChecks';
import { countOf, doubtful, fine, notChecked, WAIT, wrong, type Finding } from './findings';
import {
	countSockets,
	listedWorkflows,
	listNames,
	unlistedHere,
	type HeardInstance,
} from './listeners';

const describeRepair = ({ connection }: HeardInstance): string =>
	connection.server.kind === 'evolutionApi'
		? 'Run Webhook → Repair Trigger Registration. Published workflows also do it by themselves, within five minutes.'
		: WAIT;
const PUBLISH = 'publish a workflow that starts with the Evolution API Trigger';

type InstanceWithHub = HeardInstance & { readonly hub: HubInspection };

export function webhookFinding(setup: InstanceWithHub): Finding {
	const { record, state } = setup.hub;
	if (record?.enabled !== true || record.url === '') return switchedOff(setup);
	const url = withoutSecrets(record.url);
	if (state.ownerUrl !== undefined) return fine(`The server sends the events to ${url}`);
	const lostCount = Math.max(listedWorkflows(setup).length, unlistedHere(setup).length);
	if (lostCount > 0) {
		return wrong(
			`Another application has taken the webhook: the server sends the events to ${url}, and no longer to n8n (${countOf(lostCount, 'workflow')})`,
			`${describeRepair(setup)} The application keeps its events. If it takes the webhook again and again, switch that off in its settings.`,
			'webhookTaken',
		);
	}
	const details = `The webhook is that of another application: the server sends the events to ${url}`;
	if (countSockets(setup) > 0) return fine(`${details}. ${throughWebSocket(setup)}`);
	if (url.includes('/webhook-test/')) {
		return doubtful(
			`The webhook goes to a test URL of n8n, which is open only while the editor listens: ${url}`,
			`Do not enter a URL of n8n at the server: ${PUBLISH}, and it registers itself.`,
		);
	}
	return fine(
		details,
		`If workflows are to get the events as well, ${PUBLISH}: the application continues to get them.`,
	);
}

function switchedOff(setup: InstanceWithHub): Finding {
	const isForgotten = (setup.hub.record?.url ?? '') === '';
	const what = isForgotten ? 'The instance has no webhook' : 'The webhook is off';
	const listedCount = listedWorkflows(setup).length;
	if (listedCount > 0) {
		const list = `${countOf(listedCount, 'workflow')} ${listedCount === 1 ? 'is' : 'are'} on its list`;
		return wrong(`${what}, although ${list}`, describeRepair(setup), 'webhookTaken');
	}
	const here = unlistedHere(setup);
	if (here.length > 0) {
		const names = listNames(here);
		const are = here.length === 1 ? `the workflow ${names} is` : `the workflows ${names} are`;
		return wrong(`${what}, although ${are} published`, WAIT, 'webhookTaken');
	}
	if (countSockets(setup) > 0) return fine(`${what}. ${throughWebSocket(setup)}`);
	const { connection, instance } = setup;
	const elsewhere = activeTriggersNamed(instance).find(
		(trigger) => !trigger.isLeaving && trigger.connection.baseUrl !== connection.baseUrl,
	);
	if (instance === '' || elsewhere === undefined) return fine(what);
	const name = listNames([elsewhere]);
	return doubtful(
		`${what}. The workflow ${name} listens to an instance of this name at ${elsewhere.connection.baseUrl}`,
		`If the server has moved, enter the new address in the credential of ${name}: published workflows follow within five minutes.`,
	);
}

const throughWebSocket = (setup: HeardInstance) =>
	`Receiving through WebSocket: ${countOf(countSockets(setup), 'workflow')}`;

export function eventsFinding(setup: InstanceWithHub): Finding {
	const { record, state } = setup.hub;
	if (record?.enabled !== true || state.ownerUrl === undefined)
		return notChecked('the webhook does not lead to a workflow');
	if (record.byEvents) {
		return wrong(
			'Webhook by Events is on: the server adds the name of the event to the address, where no one listens',
			describeRepair(setup),
			'eventsOff',
		);
	}
	const workflows = listedWorkflows(setup);
	const eventNames = new Set(workflows.flatMap(({ events }) => events));
	const missingNames = [...eventNames].filter((name) => !record.events.includes(name));
	const wantsAll = workflows.some(({ events }) => events.length === 0);
	if (missingNames.length === 0 && (!wantsAll || isEveryEvent(record.events)))
		return fine('The webhook sends all events that workflows want');
	const what = missingNames.length > 0 ? missingNames.join(', ') : 'all events';
	return wrong(
		`The webhook does not send what workflows want: ${what}`,
		describeRepair(setup),
		'eventsOff',
	);
}

const ASK_WITH_KEY =
	'Enter the Global API Key in the credential, too: n8n needs it to read the webhook.';

export const webhookCheck: Check = {
	name: 'Webhook',
	needs: ['License', 'Instance'],
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
		const details = `${finding.details}. That is what this n8n knows: a token alone does not show whether someone has set another webhook since then`;
		return { ...finding, details, whatToDo: finding.whatToDo ?? ASK_WITH_KEY };
	},
};

type SetupWithHub = Setup & InstanceWithHub;

export const behindWebhook = (
	name: string,
	look: (setup: SetupWithHub) => Promise<Finding> | Finding,
): Check => ({
	name,
	needs: ['Webhook'],
	look: async (setup) =>
		setup.hub === undefined
			? notChecked('the webhook is not known')
			: await look({ ...setup, hub: setup.hub }),
});

export const eventsCheck = behindWebhook('Events', eventsFinding);

/** Doesn't call executions that wait for a reply, because n8n needs 11 MB of memory for each call. */
export const listenersCheck = behindWebhook('Listeners', async (setup) => {
	const { context, instance, hub, answers } = setup;
	const workflows = listedWorkflows(setup).filter(({ kind }) => kind !== 'wait');
	const probe = { event: PROBE_EVENT, instance, key: hub.key ?? '' };
	await Promise.all(
		workflows.map(async (workflow) => {
			answers.set(workflow.url, await askWorkflow(context, workflow, probe));
		}),
	);
	const replyOf = ({ url }: WorkflowSubscriber) => answers.get(url)?.reply;
	const dead = workflows.filter(
		(workflow) =>
			replyOf(workflow) !== 'taken' && activeTriggerAt(workflow.url, instance) === undefined,
	);
	const listeners = describeListeners(setup, workflows.length - dead.length);
	if (dead.length === 0)
		return (
			findUnlisted(setup) ?? silentApplication(setup) ?? findMisdirected(setup) ?? fine(listeners)
		);
	const urls = dead.map(({ url }) => withoutSecrets(url)).join(', ');
	const ofTests = dead.some(({ kind }) => kind === 'test')
		? ' Tests in the editor use the address in N8N_EDITOR_BASE_URL, and not the old WEBHOOK_URL: set it, or enter Options → Connection → Base URL in the trigger.'
		: '';
	const whatToDo = dead.every((workflow) => replyOf(workflow) === 'gone')
		? `n8n runs no workflow there. If one should run, publish it again: after a start without this package, n8n shows it as published, but does not run it. If not, ${describeRemoval(setup)}.`
		: `Check that the n8n at this address runs and that this n8n reaches it. If it is gone for good, ${describeRemoval(setup)}.`;
	return wrong(
		`No answer comes from ${countOf(dead.length, 'workflow')} on the list: ${urls}. ${listeners}`,
		whatToDo + ofTests,
	);
});

const describeRemoval = ({ connection }: Setup): string =>
	connection.server.kind === 'evolutionApi'
		? 'run Webhook → Repair Trigger Registration, which takes them off the list'
		: 'the next event that is for them takes them off the list';

function findUnlisted(setup: SetupWithHub): Finding | undefined {
	const triggers = setup.hub.state.ownerUrl === undefined ? [] : unlistedHere(setup);
	if (triggers.length === 0) return undefined;
	return wrong(`Active here, but not on the list of the webhook: ${listNames(triggers)}`, WAIT);
}

/** Finds an active workflow whose webhook URL doesn't lead to n8n. */
function findMisdirected(setup: SetupWithHub): Finding | undefined {
	const { instance, answers } = setup;
	const ownerUrl = findOwnerUrl(setup);
	const ownerOrigin = ownerUrl && new URL(ownerUrl).origin;
	for (const { url } of listedWorkflows(setup)) {
		const trigger = activeTriggerAt(url, instance);
		const obstacle = answers.get(url)?.obstacle;
		if (trigger === undefined || obstacle === undefined) continue;
		if (new URL(url).origin === ownerOrigin) continue;
		return doubtful(
			`The workflow ${listNames([trigger])} gets its events through another workflow, because its webhook URL leads elsewhere: ${obstacle.details}`,
			obstacle.whatToDo,
		);
	}
	return undefined;
}

const findApplication = ({ hub }: SetupWithHub) =>
	hub.state.subscribers.find((subscriber) => subscriber.kind === 'foreign' && subscriber.enabled);

function silentApplication(setup: SetupWithHub): Finding | undefined {
	const { url = '' } = findApplication(setup) ?? {};
	const since = silentSince.get(url);
	if (since === undefined) return undefined;
	return doubtful(
		`Another application, at ${withoutSecrets(url)}, has taken none of the events that n8n passed on to it since ${new Date(since).toISOString()}`,
		'Check that it runs and that n8n reaches its address. If it is gone for good, unpublish the workflows of the instance, switch the webhook off with Webhook → Update, and publish them again.',
	);
}

function describeListeners(setup: SetupWithHub, aliveCount: number): string {
	const waitCount = listedWorkflows(setup).filter(({ kind }) => kind === 'wait').length;
	const socketCount = countSockets(setup);
	const listeners = [
		...(aliveCount > 0 ? [`${countOf(aliveCount, 'workflow')}, alive`] : []),
		...(socketCount > 0 ? [`${countOf(socketCount, 'workflow')} through WebSocket`] : []),
		...(waitCount > 0 ? [`${countOf(waitCount, 'execution')} waiting for a reply`] : []),
		...(findApplication(setup) === undefined ? [] : ['another application']),
	];
	return `Who listens: ${listeners.length === 0 ? 'no one' : listeners.join('; ')}`;
}

/** Checks whether the server can reach the webhook's address now. Events of an hour ago don't prove that. */
export const addressCheck = behindWebhook('Webhook Address', (setup) => {
	const { connection, instance, answers } = setup;
	const ownerUrl = findOwnerUrl(setup);
	if (ownerUrl === undefined) return notChecked('the webhook does not lead to a workflow');
	const { origin } = new URL(ownerUrl);
	const owner = activeTriggerAt(ownerUrl, instance);
	const last =
		owner?.deliveredAt === undefined
			? undefined
			: `its last delivery came ${new Date(owner.deliveredAt).toISOString()}`;
	const doubt = last === undefined ? unreachable(ownerUrl, connection) : undefined;
	if (doubt !== undefined) return doubt;
	const obstacle = answers.get(ownerUrl)?.obstacle;
	if (obstacle !== undefined && (owner !== undefined || !obstacle.isOfN8nAlone))
		return blocked(obstacle, connection, last);
	if (origin.startsWith('http:') && classifyAddress(ownerUrl) === 'public') {
		return doubtful(
			`The server sends the events to ${origin} unencrypted: on the way everybody can read the messages`,
			`Give n8n an address with https://: set ${ADDRESS_SETTING}.`,
		);
	}
	if (last !== undefined) return fine(`The server reaches n8n at ${origin}; ${last}`);
	if (classifyAddress(ownerUrl) !== 'loopback') return fine(`The webhook leads to ${origin}`);
	return fine(
		`The webhook leads to ${origin}, on the machine of the server`,
		`If the server runs in a container, that is the container itself: ${otherWays(connection)}.`,
	);
});

const findOwnerUrl = ({ hub }: SetupWithHub): string | undefined =>
	hub.record?.enabled === true ? hub.state.ownerUrl : undefined;

function blocked(obstacle: Obstacle, connection: Connection, last: string | undefined): Finding {
	const { details, whatToDo, isOfN8nAlone } = obstacle;
	if (!isOfN8nAlone) {
		const before = last === undefined ? '' : `. As for the server, ${last}`;
		return wrong(`${details}${before}`, `${whatToDo} Or ${otherWays(connection)}.`);
	}
	if (last !== undefined)
		return doubtful(
			`${details}. The server does: ${last}. n8n needs it for answers, too`,
			whatToDo,
		);
	return doubtful(
		`${details}. The server may not reach it either`,
		`${whatToDo} If the server does not reach it, ${otherWays(connection)}.`,
	);
}

function unreachable(webhookUrl: string, connection: Connection): Finding | undefined {
	const doubt = describeUnreachable(webhookUrl, connection.baseUrl);
	if (doubt === undefined) return undefined;
	const { details, isCertain, isEverywhere } = doubt;
	const otherWay = otherWays(connection);
	if (!isCertain) return doubtful(details, `If the server does not know this name, ${otherWay}.`);
	const forAll = isEverywhere ? ` For all workflows at once, set ${ADDRESS_SETTING}.` : '';
	return wrong(details, `In the trigger, ${otherWay}.${forAll}`);
}
