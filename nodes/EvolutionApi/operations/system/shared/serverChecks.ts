import { RequestFailure } from '../../../core/failures/failure';
import { clockSkew, CLOCK_TOLERANCE_MS, knowsClockSkew } from '../../../core/server/clock';
import { noEvolutionAt } from '../../../core/server/explainOtherServer';
import { send, trySend } from '../../../core/server/request';
import { OLDEST, RECEIVES_FROM } from '../../../core/server/serverVersion';
import { recordOf } from '../../../core/values/answer';
import { isAtLeast } from '../../../core/values/isAtLeast';
import { doubtful, fine, notChecked, wrong } from '../../../trigger/health/finding';
import { answerIn, stopped, type SetupCheck } from './setupCheck';

/** Is this an Evolution API server at all? */
export const serverCheck: SetupCheck = {
	name: 'Server',
	needs: [],
	async look(setup) {
		const { context, connection } = setup;
		const found = await connection.server.instances.identify(
			async (request) => await send(context, connection, request),
		);
		if (found === undefined) {
			throw new RequestFailure(noEvolutionAt(connection.baseUrl, 'another program answers there'));
		}
		setup.version = found.version;
		setup.lookalike = found.lookalike;
		if (found.lookalike !== undefined)
			return fine(`${found.lookalike.name} answers at ${connection.baseUrl}`);
		return fine(`Evolution API answers at ${connection.baseUrl}`);
	},
};

export const versionCheck: SetupCheck = {
	name: 'Version',
	needs: ['Server'],
	look({ version, lookalike }) {
		if (lookalike !== undefined) {
			return doubtful(
				`This is ${lookalike.name}, which has the routes of Evolution API`,
				lookalike.limits,
			);
		}
		if (isAtLeast(version, OLDEST) === undefined) {
			return doubtful(
				'The server does not say its version',
				`Look into the manager or the log of the server: this node needs ${RECEIVES_FROM} or newer.`,
			);
		}
		if (isAtLeast(version, RECEIVES_FROM) === true) return fine(`Evolution API ${version}`);
		if (isAtLeast(version, OLDEST) === true) {
			return doubtful(
				`Evolution API ${version} can only be sent to: the trigger and Send and Wait need ${RECEIVES_FROM} or newer`,
				'Update the server to start workflows with messages.',
			);
		}
		return wrong(
			`Evolution API ${version} is too old: this node needs ${OLDEST} or newer`,
			'Update the server.',
		);
	},
};

/** `GET /license/status`, from 2.4 on; needs no key. */
export const licenseCheck: SetupCheck = {
	name: 'License',
	needs: ['Server'],
	async look({ context, connection, version }) {
		if (isAtLeast(version, '2.4') !== true) return fine('Servers before 2.4 need no license');
		const path = '/license/status';
		const status = await trySend(context, connection, { method: 'GET', path, retry: 'always' });
		if (recordOf(answerIn(status)).status === 'active') return fine('The server is activated');
		throw stopped(
			'This Evolution API server is not activated: its license is missing',
			`Open ${connection.baseUrl}/manager/login and activate the server.`,
		);
	},
};

/** How long a signature of the server is valid. */
const VALID_MS = 10 * 60_000;

/** By the header `Date` of the answers so far. */
export const clockCheck: SetupCheck = {
	name: 'Clock',
	needs: ['Server'],
	look({ connection }) {
		if (!knowsClockSkew(connection)) return notChecked('the answers of the server have no date');
		const skewMs = clockSkew(connection);
		const apartMs = Math.abs(skewMs);
		if (apartMs < CLOCK_TOLERANCE_MS) return fine('The clocks of the server and of n8n agree');
		const where = skewMs > 0 ? 'ahead of' : 'behind';
		const minutes = Math.round(apartMs / 60_000);
		const found = `The clock of the server is ${minutes} minutes ${where} n8n's`;
		const whatToDo =
			'Set both clocks (NTP). What the server signs more than ten minutes ahead of n8n, or half an hour behind it, is refused, and starts no workflow.';
		return apartMs > VALID_MS ? wrong(found, whatToDo) : doubtful(found, whatToDo);
	},
};
