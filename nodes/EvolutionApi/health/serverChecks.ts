import { wholeServer } from '../server/connection';
import { fetchInstances, listInstances } from '../server/ask/instances';
import { RequestFailure, type Failure } from '../errors/failure';
import type { Connection, Result } from '../server/adapter';
import { CLOCK_TOLERANCE_MS } from '../server/clock';
import { stateOf } from '../server/connectionState';
import { licenseMissing, noServerAt } from '../errors/explain';
import { sendTo } from '../server/request';
import { OLDEST, RECEIVES_FROM, isAtLeast } from '../server/serverVersion';
import { asRecord, asRecords } from '../core/values/answer';
import type { Check, Setup } from './check';
import {
	doubtful,
	fine,
	notChecked,
	wrong,
	type Finding,
	type Problem,
	type ProblemName,
} from './findings';

export const serverCheck: Check = {
	name: 'Server',
	needs: [],
	needsNoInstance: true,
	async look(setup) {
		const { context, connection } = setup;
		const { baseUrl, server } = connection;
		const program = await server.identify(sendTo(context, connection));
		if (program === undefined)
			throw new RequestFailure(noServerAt(server.name, baseUrl, 'another program answers there'));
		setup.program = program;
		return fine(`${program.lookalike?.name ?? server.name} answers at ${baseUrl}`);
	},
};

export const versionCheck: Check = {
	name: 'Version',
	on: 'evolutionApi',
	needs: ['Server'],
	needsNoInstance: true,
	look({ program }) {
		const { version, lookalike } = program ?? {};
		if (lookalike !== undefined) {
			const details = `This is ${lookalike.name}, which has the routes of Evolution API`;
			return doubtful(details, lookalike.limits);
		}
		const isUsable = isAtLeast(version, OLDEST);
		if (isUsable === undefined) {
			return doubtful(
				'The server does not report its version',
				`Look it up in the manager or the log of the server: this node needs ${RECEIVES_FROM} or newer.`,
			);
		}
		if (isAtLeast(version, RECEIVES_FROM) === true) return fine(`Evolution API ${version}`);
		if (isUsable) {
			return doubtful(
				`Evolution API ${version} only works for sending: the trigger and Send and Wait need ${RECEIVES_FROM} or newer`,
				'Update the server to start workflows with messages.',
			);
		}
		const details = `Evolution API ${version} is too old: this node needs ${OLDEST} or newer`;
		return wrong(details, 'Update the server.');
	},
};

/** Checks the server's license with `GET /license/status`, which needs no key. */
export const licenseCheck: Check = {
	name: 'License',
	needs: ['Server'],
	needsNoInstance: true,
	async look({ context, connection, program }) {
		const { server, baseUrl } = connection;
		if (server.kind === 'evolutionApi' && isAtLeast(program?.version, '2.4') !== true)
			return fine('Servers before 2.4 need no license');
		const ask = sendTo(context, connection);
		const answer = await ask({ method: 'GET', path: '/license/status', idempotent: true });
		if (asRecord(answer).status === 'active') return fine('The server is activated');
		throw new RequestFailure(licenseMissing(server.name, `${baseUrl}/manager/login`));
	},
};

const SIGNATURE_VALID_MS = 10 * 60_000;

export const clockCheck: Check = {
	name: 'Clock',
	on: 'evolutionApi',
	needs: ['Server'],
	needsNoInstance: true,
	look({ connection }) {
		const { clockSkew: skewMs } = stateOf(connection);
		if (skewMs === undefined) return notChecked('the answers of the server have no date');
		const differenceMs = Math.abs(skewMs);
		if (differenceMs < CLOCK_TOLERANCE_MS) return fine('The clocks of the server and of n8n agree');
		const where = skewMs > 0 ? 'ahead of' : 'behind';
		const minutes = Math.round(differenceMs / 60_000);
		const fact = `The clock of the server is ${minutes} minutes ${where} n8n's`;
		const whatToDo =
			'Set both clocks (NTP). If the clock of the server is more than ten minutes ahead of n8n, or half an hour behind it, its events are refused and start no workflow.';
		return differenceMs > SIGNATURE_VALID_MS ? wrong(fact, whatToDo) : doubtful(fact, whatToDo);
	},
};

/**
 * Checks the key with `GET /instance/fetchInstances`. With the global key, the list contains every instance. With an instance's
 * key, the list contains only that instance, whose token is the key.
 */
export const keyCheck: Check = {
	name: 'API Key',
	on: 'evolutionApi',
	needs: ['Server', 'License'],
	needsNoInstance: true,
	async look(setup) {
		const { connection } = setup;
		const result = await listInstances(setup);
		setup.instances = result;
		// The server checks the key before it looks for the instance, so the key is valid if only the instance is missing.
		if ('failure' in result && result.failure.notFound !== true)
			throw await refusedKey(setup, result.failure);
		return keyFinding(connection, findOwner(result, connection.apiKey));
	},
};

/** Undefined for the global key. */
function findOwner(result: Result, apiKey: string): string | undefined {
	const instances = 'body' in result ? asRecords(result.body) : [];
	const owner = instances.find(({ token }) => token === apiKey);
	return owner && String(owner.name);
}

function keyFinding({ authentication }: Connection, owner: string | undefined): Finding {
	const isForInstance = authentication === 'instanceKey';
	if (owner === undefined && isForInstance) {
		return doubtful(
			'The credential is meant for the key of an instance, but holds the global key, which opens every instance',
			'Enter the key of the instance, or use the credential "Evolution (Global Key) API".',
		);
	}
	if (owner === undefined) return fine('The global key is valid');
	if (isForInstance) return fine(`The key of the instance "${owner}" is valid`);
	return doubtful(
		`This is the key of the instance "${owner}", not the global key: it opens no other instance`,
		'Use the credential "Evolution (Instance Key) API" for it, or enter the global key: AUTHENTICATION_API_KEY in the settings of the server.',
	);
}

async function refusedKey(setup: Setup, failure: Failure): Promise<RequestFailure> {
	const { connection, instance } = setup;
	if (failure.httpCode !== 401 || instance === '') return new RequestFailure(failure);
	const owner = findOwner(await listInstances(wholeServer(setup)), connection.apiKey);
	if (owner === undefined) return new RequestFailure(failure);
	return new RequestFailure({
		message: `This is the key of the instance "${owner}", and does not open "${instance}"`,
		description:
			connection.authentication === 'instanceKey'
				? `Enter "${owner}" as the Instance Name of the credential, or the key of "${instance}".`
				: `Choose "${owner}", or enter the global key: AUTHENTICATION_API_KEY in the settings of the server.`,
	});
}

export const globalKeyCheck: Check = {
	name: 'Global API Key',
	on: 'evolutionGo',
	needs: ['License'],
	needsNoInstance: true,
	async look({ context, connection }) {
		if (connection.globalKey === undefined)
			return notChecked('the credential has none, so instances cannot be listed');
		const instances = await fetchInstances({ context, connection });
		return fine(`The global key is valid, and the server has ${instances.length} instances`);
	},
};

/** The server needs its database to check instance keys, but not the global key. */
const DATABASE_TOO =
	'If the key is right, check whether the database of the server runs: without it the server refuses the keys of all instances.';

/** @throws the error itself if it isn't a failed request */
export function failureFinding(error: unknown, { authentication, baseUrl }: Connection): Problem {
	if (!(error instanceof RequestFailure)) throw error;
	const { message, description } = error.failure;
	const problem = classifyFailure(error.failure);
	const mayBeDatabase = problem === 'keyRefused' && authentication === 'instanceKey';
	const whatToDo = mayBeDatabase ? `${description} ${DATABASE_TOO}` : description;
	// If the server has moved, the user must see which address refused the key.
	const isUnnamed = problem === 'keyRefused' && !message.includes(baseUrl);
	const fact = isUnnamed ? `${message} (${baseUrl})` : message;
	return { ...wrong(fact, whatToDo), problem };
}

function classifyFailure(failure: Failure): ProblemName {
	// If the instance is missing from the server's list, the failure has no status.
	if (failure.notFound === true && [404, undefined].includes(failure.httpCode))
		return 'instanceMissing';
	if (failure.licenseMissing === true) return 'licenseMissing';
	if (failure.databaseFailed === true) return 'databaseFailing';
	return failure.httpCode === 401 ? 'keyRefused' : 'serverUnreachable';
}
