import { recordOf } from '../../../core/server/answer';
import { trySend } from '../../../core/server/request';
import { fillRoute } from '../../../core/server/route';
import { doubtful, fine, type Finding, type Setup, type SetupCheck } from './setupCheck';

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
		if (refusal === undefined) {
			const hint =
				setting === 'unused' ? '; a trigger that wants it switches it on for the instance' : '';
			return fine(`The server offers its events through WebSocket${hint}`);
		}
		const isOff = setting === 'off' || (setting === 'unknown' && refusal.isMissing);
		if (isOff) {
			return switchedOff(
				before.some(({ check, status }) => OF_WEBHOOK.includes(check) && status !== 'ok'),
			);
		}
		return doubtful(
			`${setup.connection.baseUrl}/socket.io/ does not answer as WebSocket does: ${refusal.why}`,
			'If events are to come through WebSocket, let the proxy in front of the server pass /socket.io/ on to it.',
		);
	},
};

function switchedOff(isNeeded: boolean): Finding {
	const found = 'WebSocket is switched off on the server';
	const whatToDo =
		'For events without an address of n8n (Receive Through → WebSocket in the trigger), start the server with WEBSOCKET_ENABLED=true.';
	return isNeeded ? doubtful(found, whatToDo) : fine(found, whatToDo);
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

/** Whether the instance sends through WebSocket. */
async function findSetting({
	context,
	connection,
	instance,
}: Setup): Promise<'on' | 'unused' | 'off' | 'unknown'> {
	if (instance === '') return 'unknown';
	const result = await trySend(context, connection, {
		method: 'GET',
		path: fillRoute('/websocket/find/{instance}', { instance }),
		retry: 'always',
		instance,
		whenEmpty: { isOff: true },
		whenNull: {},
	});
	if ('failure' in result) return 'unknown';
	const { isOff, enabled } = recordOf(result.body);
	if (isOff === true) return 'off';
	return enabled === true ? 'on' : 'unused';
}
