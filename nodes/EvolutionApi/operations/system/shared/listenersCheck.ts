import { listenerOf, probe, type WorkflowSubscriber } from '../../../hub';
import { activeTriggerAt } from '../../../trigger/active/activeTriggers';
import { doubtful, fine, wrong, type Finding } from '../../../trigger/health/finding';
import {
	counted,
	countSockets,
	listedWorkflows,
	namesOf,
	unlistedHere,
} from '../../../trigger/health/listeningWorkflows';
import { health } from '../../../trigger/share/passOn';
import type { Setup, SetupCheck } from './setupCheck';

/**
 * A delivery without meaning shows whether a workflow is alive. Other applications are not asked, because they would
 * take it for an event, nor are waiting executions, because n8n would read all their data.
 */
export const listenersCheck: SetupCheck = {
	name: 'Listeners',
	needs: ['Webhook'],
	isOfInstance: true,
	async look(setup) {
		const { context, instance, hub, outcomes } = setup;
		const key = hub?.key ?? '';
		const workflows = listedWorkflows(setup).filter(({ kind }) => kind !== 'wait');
		await Promise.all(
			workflows.map(async (one) => {
				outcomes.set(one.url, await probe(context, one, { key, instance }));
			}),
		);
		const isAlive = ({ url }: WorkflowSubscriber) =>
			outcomes.get(url) === 'taken' || activeTriggerAt(url, instance) !== undefined;
		const dead = workflows.filter((one) => !isAlive(one));
		const listening = listeningIn(setup, workflows.length - dead.length);
		if (dead.length === 0) {
			return unlisted(setup) ?? silentApplication(setup) ?? fine(listening);
		}
		const isGone = dead.every(({ url }) => outcomes.get(url) === 'gone');
		const shown = dead.map((one) => listenerOf(one).url).join(', ');
		return wrong(
			`No answer comes from ${counted(dead.length, 'workflow')} on the list: ${shown}. ${listening}`,
			isGone
				? `Nobody is there any more: ${removing(setup)}.`
				: `Check that the n8n at this address runs and that this one reaches it. If it is gone for good, ${removing(setup)}.`,
		);
	},
};

/** How those who are gone leave the list. */
const removing = ({ connection }: Setup): string =>
	connection.server.kind === 'evolutionApi'
		? 'run Webhook → Repair Trigger Registration, which takes them off the list'
		: 'the next event that is for them takes them off the list';

/** The webhook is ours, but somebody has changed the list. */
function unlisted(setup: Setup): Finding | undefined {
	const missing = setup.hub?.state.ownerUrl === undefined ? [] : unlistedHere(setup);
	if (missing.length === 0) return undefined;
	return wrong(
		`Active here, but not on the list of the webhook: ${namesOf(missing)}`,
		'Wait five minutes: active workflows put it right by themselves. Or switch the workflow off and on again.',
	);
}

/** Whether another application takes events, as this process has seen when it passed them on. */
function silentApplication({ hub }: Setup): Finding | undefined {
	const silent = (hub?.state.subscribers ?? []).find(
		(one) => one.kind === 'foreign' && one.enabled && health.has(one.url),
	);
	if (silent === undefined) return undefined;
	const since = new Date(health.get(silent.url) ?? 0).toISOString();
	return doubtful(
		`Another application, at ${listenerOf(silent).url}, has taken none of the events that n8n passed on to it since ${since}`,
		'Check that it runs and that n8n reaches its address. If it is gone for good, deactivate the workflows of the instance, switch the webhook off with Webhook → Update, and activate them again.',
	);
}

function listeningIn(setup: Setup, alive: number): string {
	const waits = listedWorkflows(setup).filter(({ kind }) => kind === 'wait').length;
	const sockets = countSockets(setup);
	const subscribers = setup.hub?.state.subscribers ?? [];
	const hasOther = subscribers.some((one) => one.kind === 'foreign' && one.enabled);
	const listening = [
		...(alive > 0 ? [`${counted(alive, 'workflow')}, alive`] : []),
		...(sockets > 0 ? [`${counted(sockets, 'workflow')} through WebSocket`] : []),
		...(waits > 0 ? [`${counted(waits, 'execution')} waiting for a reply`] : []),
		...(hasOther ? ['another application'] : []),
	];
	return `Who listens: ${listening.length === 0 ? 'nobody' : listening.join('; ')}`;
}
