import { type Failure, RequestFailure } from '../core/failures/failure';
import { queryString } from '../core/http/route';
import type { Result } from '../core/server/adapter';
import { CLOCK_TOLERANCE_MS, clockSkew, knowsClockSkew } from '../core/server/clock';
import { noEvolutionAt, noServerAt } from '../core/server/explainOtherServer';
import { send, sendTo, trySend } from '../core/server/request';
import { OLDEST, RECEIVES_FROM } from '../core/server/serverVersion';
import { recordOf, recordsIn } from '../core/values/answer';
import { isAtLeast } from '../core/values/isAtLeast';
import {
	answerIn,
	doubtful,
	type Finding,
	fine,
	notChecked,
	type Setup,
	type SetupCheck,
	stopped,
	wrong,
} from './check';
import { GO_TRIGGER_CHECKS } from './goChecks';
import { CONNECT } from './instanceChecks';

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

/**
 * `GET /instance/fetchInstances`: the list has every instance for the global key. For an instance's key it has only that
 * one, whose token is the key.
 */
export const keyCheck: SetupCheck = {
	name: 'API Key',
	needs: ['Server', 'License'],
	async look(setup) {
		const { connection, instance } = setup;
		const result = await fetchInstances(setup, instance);
		setup.instances = result;
		if ('failure' in result) {
			// The server looks at the key before it looks for the instance.
			if (result.failure.notFound === true) return ofGlobalKey(setup);
			throw await refusedKey(setup, result.failure);
		}
		const own = ownerOf(result, connection.apiKey);
		return own === undefined ? ofGlobalKey(setup) : ofInstanceKey(setup, own);
	},
};

async function fetchInstances({ context, connection }: Setup, instance: string): Promise<Result> {
	const query = queryString({ instanceName: instance === '' ? undefined : instance });
	return await trySend(context, connection, {
		method: 'GET',
		path: `/instance/fetchInstances${query}`,
		retry: 'always',
		instance: instance === '' ? undefined : instance,
	});
}

/** The instance whose key it is; undefined for the global key. */
function ownerOf(result: Result, apiKey: string): string | undefined {
	const instances = 'body' in result ? recordsIn(result.body) : [];
	const owner = instances.find(({ token }) => token === apiKey);
	return owner && String(owner.name);
}

function ofGlobalKey({ connection: { authentication } }: Setup): Finding {
	if (authentication === 'globalKey') return fine('The global key is valid');
	return doubtful(
		'The credential is meant for the key of an instance, but holds the global key, which opens every instance',
		'Enter the key of the instance, or use the credential "Evolution (Global Key) API".',
	);
}

function ofInstanceKey({ connection: { authentication } }: Setup, owner: string): Finding {
	if (authentication === 'instanceKey') return fine(`The key of the instance "${owner}" is valid`);
	return doubtful(
		`This is the key of the instance "${owner}", not the global key: it opens no other instance`,
		'Use the credential "Evolution (Instance Key) API" for it, or enter the global key: AUTHENTICATION_API_KEY in the settings of the server.',
	);
}

/** A key that is refused for the chosen instance may be the key of another one. */
async function refusedKey(setup: Setup, failure: Failure): Promise<RequestFailure> {
	const { connection, instance } = setup;
	if (failure.httpCode !== 401 || instance === '') return new RequestFailure(failure);
	const owner = ownerOf(await fetchInstances(setup, ''), connection.apiKey);
	if (owner === undefined) return new RequestFailure(failure);
	return stopped(
		`This is the key of the instance "${owner}", and does not open "${instance}"`,
		connection.authentication === 'instanceKey'
			? `Enter "${owner}" as the Instance Name of the credential, or the key of "${instance}".`
			: `Choose "${owner}", or enter the global key: AUTHENTICATION_API_KEY in the settings of the server.`,
	);
}

// What can be checked of an Evolution Go server itself. It tells no version.

const askOf = ({ context, connection }: Setup) => sendTo(context, connection);

/** `GET /server/ok`, which needs neither key nor license. */
const goServerCheck: SetupCheck = {
	name: 'Server',
	needs: [],
	async look(setup) {
		const { baseUrl } = setup.connection;
		const found = await setup.connection.server.instances.identify(askOf(setup));
		if (found !== undefined) return fine(`Evolution Go answers at ${baseUrl}`);
		throw new RequestFailure(noServerAt('Evolution Go', baseUrl, 'another program answers there'));
	},
};

const goLicenseCheck: SetupCheck = {
	name: 'License',
	needs: ['Server'],
	async look(setup) {
		const answer = await askOf(setup)({ method: 'GET', path: '/license/status', retry: 'always' });
		if (recordOf(answer).status === 'active') return fine('The server is activated');
		throw stopped(
			'This Evolution Go server is not activated: its license is missing',
			`Open ${setup.connection.baseUrl}/manager/login and activate the server.`,
		);
	},
};

const goGlobalKeyCheck: SetupCheck = {
	name: 'Global API Key',
	needs: ['License'],
	async look(setup) {
		if (setup.connection.globalKey === undefined) {
			return notChecked('the credential has none, so instances cannot be listed');
		}
		const instances = await setup.connection.server.instances.list(askOf(setup));
		return fine(`It is valid, and the server has ${instances.length} instances`);
	},
};

const goConnectionCheck: SetupCheck = {
	name: 'Connection',
	needs: ['License'],
	async look(setup) {
		const { connection, instance } = setup;
		if (instance === '' && connection.apiKey === '') return notChecked('no instance is chosen');
		const state = await connection.server.instances.state(askOf(setup), instance);
		const which = instance === '' ? 'of the token' : `"${instance}"`;
		if (state === 'open') return fine(`The instance ${which} is connected to WhatsApp`);
		return state === 'connecting'
			? wrong(`The instance ${which} waits for its QR code to be scanned`, CONNECT)
			: wrong(`The instance ${which} is not connected to WhatsApp`, CONNECT);
	},
};

export const GO_CHECKS: readonly SetupCheck[] = [
	goServerCheck,
	goLicenseCheck,
	goGlobalKeyCheck,
	goConnectionCheck,
	...GO_TRIGGER_CHECKS,
];
