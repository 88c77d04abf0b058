import type { Connection } from '../../../core/server/adapter';
import { activeTriggerAt } from '../../../trigger/active/activeTriggers';
import { otherWays } from '../../../trigger/health/deliveriesFinding';
import { doubtful, fine, notChecked, wrong, type Finding } from '../../../trigger/health/finding';
import { addressKindOf } from './addressKind';
import type { SetupCheck } from './setupCheck';

/** What holds for all workflows of n8n; the old name goes on working in 2.x. */
const SETTING = 'N8N_WEBHOOK_URL in the environment of n8n (before n8n 2.35: WEBHOOK_URL)';

/** Whether the server can reach the address of the webhook. */
export const addressCheck: SetupCheck = {
	name: 'Webhook Address',
	needs: ['Webhook'],
	isOfInstance: true,
	look(setup) {
		const { connection, instance, outcomes } = setup;
		const ownerUrl = ownerIn(setup);
		if (ownerUrl === undefined) {
			return notChecked('no workflow is behind the webhook');
		}
		const { origin } = new URL(ownerUrl);
		const isOpen = origin.startsWith('http:') && addressKindOf(ownerUrl) === 'public';
		const unencrypted = doubtful(
			`The server sends the events to ${origin} unencrypted: on the way everybody can read the messages`,
			`Give n8n an address with https://: set ${SETTING}.`,
		);
		const { deliveredAt } = activeTriggerAt(ownerUrl, instance) ?? {};
		if (deliveredAt !== undefined) {
			if (isOpen) return unencrypted;
			const time = new Date(deliveredAt).toISOString();
			return fine(`The server reaches n8n at ${origin}; its last delivery came ${time}`);
		}
		const doubt = unreachable(ownerUrl, connection);
		if (doubt !== undefined) return doubt;
		if (isOpen) return unencrypted;
		const isActive = activeTriggerAt(ownerUrl, instance) !== undefined;
		const isRefused = isActive && outcomes.get(ownerUrl) !== 'taken';
		return undelivered(ownerUrl, connection, isRefused);
	},
};

const ownerIn = ({ hub }: Parameters<SetupCheck['look']>[0]) =>
	hub?.record?.enabled === true ? hub.state.ownerUrl : undefined;

/** For an address with which nothing seems wrong. @param isRefused n8n itself did not get through to it */
function undelivered(webhookUrl: string, connection: Connection, isRefused: boolean): Finding {
	const otherWay = otherWays(connection);
	const { origin } = new URL(webhookUrl);
	if (isRefused) {
		return doubtful(
			`n8n does not reach its own address ${origin}, so the server may not reach it either`,
			`If a tunnel or a proxy leads there, check that it runs. Or ${otherWay}.`,
		);
	}
	return addressKindOf(webhookUrl) === 'loopback'
		? fine(
				`The webhook leads to ${origin}, on the machine of the server`,
				`If the server runs in a container, that is the container itself: ${otherWay}.`,
			)
		: fine(`The webhook leads to ${origin}`);
}

/** What is wrong according to the two addresses; undefined if nothing is. */
function unreachable(webhookUrl: string, connection: Connection): Finding | undefined {
	const { baseUrl } = connection;
	const otherWay = otherWays(connection);
	const { origin } = new URL(webhookUrl);
	const kind = addressKindOf(webhookUrl);
	const server = addressKindOf(baseUrl);
	const elsewhere = `the server is elsewhere, at ${new URL(baseUrl).origin}`;
	if (kind === 'loopback' && server !== 'loopback') {
		return wrong(
			`The server sends the events to ${origin}, which for every machine is itself, and ${elsewhere}`,
			`In the trigger, ${otherWay}. For all workflows at once, set ${SETTING}.`,
		);
	}
	if (server !== 'public') return undefined;
	if (kind === 'private') {
		return wrong(
			`The server sends the events to ${origin}, an address in a private network, and ${elsewhere}`,
			`In the trigger, ${otherWay}.`,
		);
	}
	if (kind !== 'name') return undefined;
	return doubtful(
		`The server sends the events to ${origin}, a name that is known only in one network, and ${elsewhere}`,
		`If the server does not know this name, ${otherWay}.`,
	);
}
