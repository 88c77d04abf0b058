import { fillRoute } from '../../../core/http/route';
import { reasonOf } from '../../../core/server/evolutionApi/events/connectionEvents';
import { secondsOf, storePages } from '../../../core/server/evolutionApi/messageStore';
import { STORE_HINT, storesNothing } from '../../../core/server/evolutionApi/nothingStored';
import { trySend } from '../../../core/server/request';
import { recordOf, recordsIn, textOrNull } from '../../../core/values/answer';
import { addressOf } from '../../../events';
import {
	answerIn,
	doubtful,
	fine,
	stopped,
	wrong,
	type Setup,
	type SetupCheck,
} from './setupCheck';

/** The instance as the server lists it. */
export const listed = ({ instances, instance }: Setup) =>
	instances && 'body' in instances
		? recordsIn(instances.body).find(({ name }) => name === instance)
		: undefined;

export const instanceCheck: SetupCheck = {
	name: 'Instance',
	needs: ['API Key'],
	isOfInstance: true,
	look(setup) {
		const { instances, instance } = setup;
		if (instances !== undefined) answerIn(instances);
		const found = listed(setup);
		if (found !== undefined) return fine(`"${instance}" (${String(found.integration)}) is there`);
		throw stopped(
			`The server has no instance "${instance}"`,
			'Choose an instance from the list, or create it first with Instance → Create.',
		);
	},
};

/** `GET /instance/connectionState/{instance}`; the rest is in the list of instances. */
export const connectionCheck: SetupCheck = {
	name: 'Connection',
	needs: ['Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		const answer = await trySend(context, connection, {
			method: 'GET',
			path: fillRoute('/instance/connectionState/{instance}', { instance }),
			retry: 'always',
			instance,
		});
		const { state } = recordOf(recordOf(answerIn(answer)).instance);
		const { ownerJid, number, updatedAt, disconnectionAt, disconnectionReasonCode } =
			listed(setup) ?? {};
		const phoneNumber = addressOf(ownerJid).phoneNumber ?? textOrNull(number);
		const account = phoneNumber === null ? '' : ` as ${phoneNumber}`;
		if (state === 'open') {
			// The server writes the row of the instance when it connects, and rarely at other times.
			const since = textOrNull(updatedAt);
			return fine(
				`Connected to WhatsApp${account}${since === null ? '' : `, since ${since} or earlier`}`,
			);
		}
		const connect =
			'Connect it with Instance → Connect: scan the QR code in WhatsApp under Linked devices.';
		if (state === 'connecting') {
			return wrong('The instance is connecting, or waits for its QR code to be scanned', connect);
		}
		const since = textOrNull(disconnectionAt);
		const reason =
			typeof disconnectionReasonCode === 'number' ? reasonOf(disconnectionReasonCode) : null;
		const when = since === null ? '' : ` since ${since}`;
		const why = reason === null ? '' : ` (${reason})`;
		return wrong(`The instance is not connected to WhatsApp${when}${why}`, connect);
	},
};

/** If there are messages newer than this, the store is certainly in use. */
const FRESH_MS = 3_600_000;

/** `POST /chat/findMessages/{instance}`: the newest page. */
export const storeCheck: SetupCheck = {
	name: 'Message Store',
	needs: ['Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		for await (const page of storePages(context, connection, instance, {})) {
			setup.messages = page;
			break;
		}
		const [newest = NaN] = (setup.messages ?? []).map(
			({ messageTimestamp }) => secondsOf(messageTimestamp) * 1000,
		);
		const time = Number.isNaN(newest) ? undefined : new Date(newest).toISOString();
		const isFresh = Date.now() - newest < FRESH_MS;
		setup.storesNothing = !isFresh && (await storesNothing(context, connection, instance));
		if (setup.storesNothing) {
			return doubtful(
				`The server stores no messages${time === undefined ? '' : `; the last one is from ${time}`}`,
				`${STORE_HINT}. Without it Catch Up, Wait Until Quiet, quoting and downloads by message ID find nothing.`,
			);
		}
		return fine(
			time === undefined
				? 'There are no messages yet'
				: `Messages are stored; the newest one is from ${time}`,
		);
	},
};
