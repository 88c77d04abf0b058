import { RequestFailure } from '../../../core/failures/failure';
import { knowsServerTime, serverLead } from '../../../core/server/clock';
import { noEvolutionAt } from '../../../core/server/explainOtherServer';
import { send, trySend } from '../../../core/server/request';
import { serverOf } from '../../../core/server/serverOf';
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
		const found = await serverOf(connection).instances.identify(
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

const MINUTE_S = 60;
/** How long a signature of the server is valid. */
const VALID_S = 10 * MINUTE_S;

/** All answers so far contained a time, but it may be that of a proxy: the server itself is asked. */
export const clockCheck: SetupCheck = {
	name: 'Clock',
	needs: ['Server'],
	async look({ context, connection, instance }) {
		if (instance !== '') await serverOf(connection).askTime({ context, connection, instance });
		if (!knowsServerTime(connection)) return notChecked('the answers of the server have no date');
		const leadMs = serverLead(connection);
		const seconds = Math.round(Math.abs(leadMs) / 1000);
		if (seconds === 0) return fine('The clocks of the server and of n8n agree');
		const where = leadMs > 0 ? 'ahead of' : 'behind';
		const found = `The clock of the server is ${seconds} ${seconds === 1 ? 'second' : 'seconds'} ${where} n8n's`;
		const whatToDo =
			'Set both clocks (NTP). What the server signs more than ten minutes ahead of n8n, or half an hour behind it, is refused, and starts no workflow.';
		if (seconds > VALID_S) return wrong(found, whatToDo);
		return seconds >= MINUTE_S ? doubtful(found, whatToDo) : fine(found);
	},
};
