import { isEveryEvent, isWorkflow, listenerOf, probe, type WorkflowSubscriber } from '../../../hub';
import { inspectInstanceHub } from '../../../hub/instanceHub';
import { activeTriggerAt } from '../../../trigger/activeTriggers';
import { addressKindOf } from './addressKind';
import { counted, listedWorkflows, namesOf, shownUrl, unlistedHere } from './listeningWorkflows';
import {
	doubtful,
	fine,
	notChecked,
	wrong,
	type Finding,
	type Setup,
	type SetupCheck,
} from './setupCheck';

const REPAIR =
	'Run Webhook → Repair Trigger Registration. Active workflows also do it by themselves, within five minutes.';
const ACTIVATE = 'activate a workflow that starts with the Evolution API Trigger';
/** The way out for those whom the server does not reach. */
export const OTHER_WAYS =
	'enter in Options → Webhook Base URL of the trigger an address at which the server reaches n8n, or choose Receive Through → WebSocket, which needs none';

/** `GET /webhook/find/{instance}` */
export const webhookCheck: SetupCheck = {
	name: 'Webhook',
	needs: ['Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		setup.hub = await inspectInstanceHub(context, connection, instance);
		const { record, state } = setup.hub;
		const workflows = listedWorkflows(setup);
		const url = shownUrl(setup);
		if (record?.enabled !== true) return switchedOff(setup, workflows);
		if (state.ownerUrl !== undefined) return fine(`The server sends the events to ${url}`);
		const lost = Math.max(workflows.length, unlistedHere(setup).length);
		if (lost > 0) {
			return wrong(
				`Another application has taken the webhook: the server sends the events to ${url}, and ${counted(lost, 'workflow')} of n8n get none`,
				`${REPAIR} The application keeps its events. If it takes the webhook again and again, switch that off there.`,
			);
		}
		if (url.includes('/webhook-test/')) {
			return doubtful(
				`The webhook goes to a test URL of n8n, which is open only while the editor listens: ${url}`,
				`Enter no URL of n8n at the server: ${ACTIVATE}, and it registers itself.`,
			);
		}
		return doubtful(
			`The webhook is that of another application: the server sends the events to ${url}, and no workflow with the Evolution API Trigger listens`,
			`If workflows are to get the events as well, ${ACTIVATE}: the application keeps its own.`,
		);
	},
};

function switchedOff(setup: Setup, workflows: readonly WorkflowSubscriber[]): Finding {
	const here = unlistedHere(setup);
	const what = setup.hub?.record === null ? 'The instance has no webhook' : 'The webhook is off';
	if (workflows.length > 0) {
		return wrong(`${what}, although ${counted(workflows.length, 'workflow')} want events`, REPAIR);
	}
	if (here.length > 0) {
		return wrong(
			`${what}, although the workflow ${namesOf(here)} is active`,
			'Wait five minutes: active workflows put it right by themselves. Or switch the workflow off and on again.',
		);
	}
	return doubtful(
		`${what}: no workflow and no application gets the events of the instance`,
		`To start workflows with them, ${ACTIVATE}.`,
	);
}

/** A delivery without meaning shows whether a workflow is alive. Another application would take it for an event. */
export const listenersCheck: SetupCheck = {
	name: 'Listeners',
	needs: ['Webhook'],
	isOfInstance: true,
	async look(setup) {
		const { context, instance, hub, outcomes } = setup;
		const key = hub?.key ?? '';
		const workflows = listedWorkflows(setup);
		const others = (hub?.state.subscribers ?? []).filter((one) => !isWorkflow(one));
		const applications = others.filter(({ enabled }) => enabled).length;
		const and = applications > 0 ? ' and another application' : '';
		if (workflows.length === 0) {
			return fine(applications > 0 ? 'Another application listens' : 'Nobody listens');
		}
		await Promise.all(
			workflows.map(async (one) => {
				outcomes.set(one.url, await probe(context, one, { key, instance }));
			}),
		);
		const isAlive = ({ url }: WorkflowSubscriber) =>
			outcomes.get(url) === 'taken' || activeTriggerAt(url) !== undefined;
		const dead = workflows.filter((one) => !isAlive(one));
		const alive = counted(workflows.length - dead.length, 'workflow');
		if (dead.length === 0) return fine(`${alive}${and} listen, all of them alive`);
		const gone = dead.filter(({ url }) => outcomes.get(url) === 'gone');
		const shown = dead.map((one) => listenerOf(one).url).join(', ');
		return wrong(
			`${counted(dead.length, 'workflow')} that should listen ${dead.length === 1 ? 'does' : 'do'} not answer: ${shown}. ${alive}${and} listen`,
			gone.length === dead.length
				? 'Nobody is there any more: run Webhook → Repair Trigger Registration, which takes them off the list.'
				: 'Check that the n8n at this address runs and that this one reaches it. If it is gone for good, run Webhook → Repair Trigger Registration.',
		);
	},
};

export const addressCheck: SetupCheck = {
	name: 'Webhook Address',
	needs: ['Webhook'],
	isOfInstance: true,
	look(setup) {
		const { connection, hub, outcomes } = setup;
		const { ownerUrl } = hub?.state ?? {};
		if (ownerUrl === undefined || hub?.record?.enabled !== true) {
			return notChecked('no workflow is behind the webhook');
		}
		const { origin } = new URL(ownerUrl);
		const isOpen = origin.startsWith('http:') && addressKindOf(ownerUrl) === 'public';
		const unencrypted = doubtful(
			`The server sends the events to ${origin} unencrypted: on the way everybody can read the messages`,
			'Give n8n an address with https:// (WEBHOOK_URL in the settings of n8n).',
		);
		const { deliveredAt } = activeTriggerAt(ownerUrl) ?? {};
		if (deliveredAt !== undefined) {
			if (isOpen) return unencrypted;
			const time = new Date(deliveredAt).toISOString();
			return fine(`The server reaches n8n at ${origin}; its last delivery came ${time}`);
		}
		const doubt = unreachable(ownerUrl, connection.baseUrl);
		if (doubt !== undefined) return doubt;
		if (isOpen) return unencrypted;
		if (activeTriggerAt(ownerUrl) !== undefined && outcomes.get(ownerUrl) !== 'taken') {
			return doubtful(
				`n8n does not reach its own address ${origin}, so the server may not reach it either`,
				`If a tunnel or a proxy leads there, check that it runs. Or ${OTHER_WAYS}.`,
			);
		}
		return addressKindOf(ownerUrl) === 'loopback'
			? fine(
					`The webhook leads to ${origin}, on the machine of the server`,
					`If the server runs in a container, that is the container itself: ${OTHER_WAYS}.`,
				)
			: fine(`The webhook leads to ${origin}`);
	},
};

/** What the two addresses say; undefined if there is nothing against it. */
function unreachable(webhookUrl: string, baseUrl: string): Finding | undefined {
	const { origin } = new URL(webhookUrl);
	const kind = addressKindOf(webhookUrl);
	const server = addressKindOf(baseUrl);
	const elsewhere = `the server is elsewhere, at ${new URL(baseUrl).origin}`;
	if (kind === 'loopback' && server !== 'loopback') {
		return wrong(
			`The server sends the events to ${origin}, which for every machine is itself, and ${elsewhere}`,
			`In the trigger, ${OTHER_WAYS}. For all workflows at once, set WEBHOOK_URL in the settings of n8n.`,
		);
	}
	if (server !== 'public') return undefined;
	if (kind === 'private') {
		return wrong(
			`The server sends the events to ${origin}, an address in a private network, and ${elsewhere}`,
			`In the trigger, ${OTHER_WAYS}.`,
		);
	}
	if (kind !== 'name') return undefined;
	return doubtful(
		`The server sends the events to ${origin}, a name that is known only in one network, and ${elsewhere}`,
		`If the server does not know this name, ${OTHER_WAYS}.`,
	);
}

/** What the workflows want and the webhook does not send. */
export const eventsCheck: SetupCheck = {
	name: 'Events',
	needs: ['Webhook'],
	isOfInstance: true,
	look(setup) {
		const { record, state } = setup.hub ?? {};
		if (record?.enabled !== true || state?.ownerUrl === undefined) {
			return notChecked('no workflow is behind the webhook');
		}
		if (record.byEvents) {
			return wrong(
				'Webhook by Events is on: the server adds the name of the event to the address, where nobody listens',
				REPAIR,
			);
		}
		const workflows = listedWorkflows(setup);
		const wanted = new Set(workflows.flatMap(({ events }) => events));
		const missing = [...wanted].filter((name) => !record.events.includes(name));
		const wantsAll = workflows.some(({ events }) => events.length === 0);
		if (missing.length === 0 && (!wantsAll || isEveryEvent(record.events))) {
			return fine(`The webhook sends what ${counted(workflows.length, 'workflow')} want`);
		}
		const what = missing.length > 0 ? missing.join(', ') : 'all events';
		return wrong(`The webhook does not send ${what}, which workflows want`, REPAIR);
	},
};
