import { secondsOf, storePages } from '../../../core/server/evolutionApi/messageStore';
import { STORE_HINT, storesNothing } from '../../../core/server/evolutionApi/nothingStored';
import { sendTo } from '../../../core/server/sendTo';
import { recordsIn } from '../../../core/values/answer';
import { connectionFinding } from '../../../trigger/health/connectionFinding';
import { doubtful, fine } from '../../../trigger/health/finding';
import { MIXED_UP } from '../../../trigger/start/warnOfMixedUpChats';
import { answerIn, stopped, type Setup, type SetupCheck } from './setupCheck';

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
		if (found?.integration === 'WHATSAPP-BUSINESS') {
			return doubtful(`"${instance}" is there. ${MIXED_UP.found}`, MIXED_UP.whatToDo);
		}
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
		const { instances } = connection.server;
		const state = await instances.state(sendTo(context, connection), instance);
		const { instances: all } = setup;
		const record = all && 'body' in all ? instances.recordIn(all.body, instance) : undefined;
		return connectionFinding(state, record);
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
				`${STORE_HINT}. Without it Missed Messages, Combine Messages, quoting and downloads by message ID find nothing.`,
			);
		}
		return fine(
			time === undefined
				? 'There are no messages yet'
				: `Messages are stored; the newest one is from ${time}`,
		);
	},
};
