import { fillRoute } from '../../../core/http/route';
import { trySend } from '../../../core/server/request';
import { recordOf } from '../../../core/values/answer';
import { textsOf } from '../../../core/values/loose';
import { wantedByOthers } from '../../../trigger/channel/socketRegistration';
import { doubtful, fine, wrong, type Finding } from '../../../trigger/health/finding';
import { namesOf, socketsHere } from '../../../trigger/health/listeningWorkflows';
import { notASocket, notSentFinding, SOCKET_HELP } from '../../../trigger/health/socketFindings';
import type { Setup, SetupCheck } from './setupCheck';

/** Checks that show whether the deliveries of the webhook reach n8n. */
const OF_WEBHOOK = ['Webhook Address', 'Deliveries'];

/**
 * `GET /socket.io/` opens a session, which the server closes by itself if there are no more requests. `GET
 * /websocket/find/{instance}` answers with nothing where WebSocket is off.
 */
export const webSocketCheck: SetupCheck = {
	name: 'WebSocket',
	needs: ['Server', 'License', 'API Key', 'Instance'],
	async look(setup, before) {
		const [refusal, setting] = await Promise.all([openSession(setup), findSetting(setup)]);
		if (refusal === undefined) return await available(setup, setting);
		const isUsed = socketsHere(setup).length > 0;
		if (setting === 'off' || (setting === undefined && refusal.isMissing)) {
			const isOfUse = before.some(
				({ check, status }) => OF_WEBHOOK.includes(check) && status !== 'ok',
			);
			return switchedOff(isUsed, isOfUse);
		}
		const found = notASocket(setup.connection, refusal.why);
		return isUsed ? wrong(found, SOCKET_HELP) : doubtful(found, SOCKET_HELP);
	},
};

function switchedOff(isUsed: boolean, isOfUse: boolean): Finding {
	const found = 'WebSocket is switched off on the server';
	const whatToDo =
		'For events without an address of n8n (Connection → WebSocket in the trigger), start the server with WEBSOCKET_ENABLED=true.';
	if (isUsed) return wrong(found, whatToDo);
	return isOfUse ? doubtful(found, whatToDo) : fine(found, whatToDo);
}

/** The server offers it. Does it send what workflows want? */
async function available(setup: Setup, setting: Setting): Promise<Finding> {
	const sent = setting === 'off' || setting === undefined ? [] : setting;
	const wanted = setup.hub === undefined ? [] : await wantedByOthers(setup, setup.hub.state);
	const missing = [...new Set(wanted)].filter((event) => !sent.includes(event));
	if (missing.length > 0) {
		return notSentFinding(missing);
	}
	return fine(`The server offers its events through WebSocket${hintOf(setup, sent)}`);
}

function hintOf(setup: Setup, sent: readonly string[]): string {
	const notJoined = socketsHere(setup).filter(({ gapSince }) => gapSince !== undefined);
	// There is nothing to join before that.
	if (notJoined.length > 0)
		return `; ${namesOf(notJoined)} joins with the first event since the server was started`;
	if (setup.instance === '' || sent.length > 0) return '';
	return '; a trigger that wants it switches it on for the instance';
}

interface Refusal {
	readonly why: string;
	/** The server does not have the route. */
	readonly isMissing: boolean;
}

/** @returns undefined if it works */
async function openSession({ context, connection }: Setup): Promise<Refusal | undefined> {
	const result = await trySend(context, connection, {
		method: 'GET',
		path: '/socket.io/?EIO=4&transport=polling',
		retry: 'always',
		text: true,
	});
	if ('failure' in result) {
		const { message, httpCode } = result.failure;
		return { why: message, isMissing: httpCode === 404 };
	}
	const { data } = recordOf(result.body);
	if (String(data).startsWith('0{')) return undefined;
	return { why: 'it answers with something else', isMissing: false };
}

/** The events that the server sends for the instance; undefined if that is not known. */
type Setting = readonly string[] | 'off' | undefined;

async function findSetting({ context, connection, instance }: Setup): Promise<Setting> {
	if (instance === '') return undefined;
	const result = await trySend(context, connection, {
		method: 'GET',
		path: fillRoute('/websocket/find/{instance}', { instance }),
		retry: 'always',
		instance,
		whenEmpty: { isOff: true },
		whenNull: {},
	});
	if ('failure' in result) return undefined;
	const { isOff, enabled, events } = recordOf(result.body);
	if (isOff === true) return 'off';
	return enabled === true ? textsOf(events) : [];
}
