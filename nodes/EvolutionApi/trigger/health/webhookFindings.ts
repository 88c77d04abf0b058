import { isEveryEvent, type HubInspection, type WorkflowSubscriber } from '../../hub';
import { doubtful, fine, notChecked, wrong, type Finding } from './finding';
import {
	counted,
	countSockets,
	listedWorkflows,
	namesOf,
	shownUrl,
	unlistedHere,
	type HeardInstance,
} from './listeningWorkflows';

const WAIT =
	'Wait five minutes: active workflows put it right by themselves. Or switch the workflow off and on again.';

/** Where there is no operation for it, active workflows do it. */
const repairIn = ({ connection }: HeardInstance): string =>
	connection.server.kind === 'evolutionApi'
		? 'Run Webhook → Repair Trigger Registration. Active workflows also do it by themselves, within five minutes.'
		: WAIT;
const ACTIVATE = 'activate a workflow that starts with the Evolution API Trigger';

/** An instance whose webhook was read. */
export type Inspected = HeardInstance & { readonly hub: HubInspection };

/** Where the webhook leads. */
export function webhookFinding(setup: Inspected): Finding {
	const { record, state } = setup.hub;
	const workflows = listedWorkflows(setup);
	const url = shownUrl(setup);
	if (record?.enabled !== true || record.url === '') return switchedOff(setup, workflows);
	if (state.ownerUrl !== undefined) return fine(`The server sends the events to ${url}`);
	const lost = Math.max(workflows.length, unlistedHere(setup).length);
	if (lost > 0) {
		return wrong(
			`Another application has taken the webhook: the server sends the events to ${url}, and no longer to n8n (${counted(lost, 'workflow')})`,
			`${repairIn(setup)} The application keeps its events. If it takes the webhook again and again, switch that off there.`,
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
			`Enter no URL of n8n at the server: ${ACTIVATE}, and it registers itself.`,
		);
	}
	return doubtful(
		`The webhook is that of another application: the server sends the events to ${url}, and no workflow with the Evolution API Trigger listens`,
		`If workflows are to get the events as well, ${ACTIVATE}: the application keeps its own.`,
	);
}

function switchedOff(setup: Inspected, workflows: readonly WorkflowSubscriber[]): Finding {
	const here = unlistedHere(setup);
	const { record } = setup.hub;
	const isForgotten = (record?.url ?? '') === '';
	const what = isForgotten ? 'The instance has no webhook' : 'The webhook is off';
	if (workflows.length > 0) {
		const isOne = workflows.length === 1;
		const list = `${counted(workflows.length, 'workflow')} ${isOne ? 'is' : 'are'} on its list`;
		return wrong(`${what}, although ${list}`, repairIn(setup));
	}
	if (here.length > 0) {
		return wrong(`${what}, although the workflow ${namesOf(here)} is active`, WAIT);
	}
	if (countSockets(setup) > 0) return fine(`${what}. ${throughWebSocket(setup)}`);
	return doubtful(
		`${what}: no workflow and no application gets the events of the instance`,
		`To start workflows with them, ${ACTIVATE}.`,
	);
}

const throughWebSocket = (setup: HeardInstance) =>
	`Receiving through WebSocket: ${counted(countSockets(setup), 'workflow')}`;

/** Whether the webhook sends all events that the workflows want. */
export function eventsFinding(setup: HeardInstance): Finding {
	const { record, state } = setup.hub ?? {};
	if (record?.enabled !== true || state?.ownerUrl === undefined) {
		return notChecked('no workflow is behind the webhook');
	}
	if (record.byEvents) {
		return wrong(
			'Webhook by Events is on: the server adds the name of the event to the address, where nobody listens',
			repairIn(setup),
		);
	}
	const workflows = listedWorkflows(setup);
	const wanted = new Set(workflows.flatMap(({ events }) => events));
	const missing = [...wanted].filter((name) => !record.events.includes(name));
	const wantsAll = workflows.some(({ events }) => events.length === 0);
	if (missing.length === 0 && (!wantsAll || isEveryEvent(record.events))) {
		return fine('The webhook sends all events that workflows want');
	}
	const what = missing.length > 0 ? missing.join(', ') : 'all events';
	return wrong(`The webhook does not send what workflows want: ${what}`, repairIn(setup));
}
