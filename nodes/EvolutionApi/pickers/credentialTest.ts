import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import type { ServerAnswer, Asked } from '../core/failures/failure';
import { failureOf } from '../core/failures/failureOf';
import { networkFailure } from '../core/failures/networkFailure';
import { isRecord, recordsIn } from '../core/server/answer';
import { parseBody, readBody, type StreamedAnswer } from '../core/server/answerBody';
import { connectionFrom, type Authentication, type Connection } from '../core/server/connection';
import { fillRoute } from '../core/server/route';
import { isAtLeast, OLDEST, versionIn } from '../core/server/serverVersion';

const TIMEOUT_MS = 15_000;

type Check = (
	context: ICredentialTestFunctions,
	connection: Connection,
) => Promise<string | undefined>;

/** Test of `evolutionGlobalKeyApi`: the server answers, and the key is its global key. */
export async function testGlobalKey(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await test(this, credential.data, 'globalKey', checkGlobalKey);
}

/** Test of `evolutionInstanceKeyApi`: the server answers, has the instance, and the key opens it. */
export async function testInstanceKey(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await test(this, credential.data, 'instanceKey', checkInstanceKey);
}

async function test(
	context: ICredentialTestFunctions,
	data: ICredentialDataDecryptedObject | undefined,
	authentication: Authentication,
	checkKey: Check,
): Promise<INodeCredentialTestResult> {
	const problem = await firstProblem(context, data ?? {}, authentication, checkKey);
	return problem === undefined
		? { status: 'OK', message: 'Connection successful' }
		: { status: 'Error', message: problem };
}

async function firstProblem(
	context: ICredentialTestFunctions,
	data: ICredentialDataDecryptedObject,
	authentication: Authentication,
	checkKey: Check,
): Promise<string | undefined> {
	try {
		const connection = connectionFrom(authentication, data);
		return (await checkServer(context, connection)) ?? (await checkKey(context, connection));
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** `GET /` needs no key: is this an Evolution API server at all? */
async function checkServer(
	context: ICredentialTestFunctions,
	connection: Connection,
): Promise<string | undefined> {
	const result = await get(context, connection, '/');
	if ('problem' in result) return result.problem;
	const { body } = result.answer;
	const isEvolution = isRecord(body) && /evolution/i.test(String(body.message ?? ''));
	if (!isEvolution) {
		return `${connection.baseUrl} is a server, but not Evolution API: check the Base URL`;
	}
	const version = versionIn({ body });
	return isAtLeast(version, OLDEST) === false
		? `The server is Evolution API ${version}; this needs ${OLDEST} or newer: update the server`
		: undefined;
}

/** The global key lists all instances; an instance's key lists its own, which shows that very key. */
async function checkGlobalKey(
	context: ICredentialTestFunctions,
	connection: Connection,
): Promise<string | undefined> {
	const result = await get(context, connection, '/instance/fetchInstances');
	if ('problem' in result) return result.problem;
	const list = recordsIn(result.answer.body);
	const owner = list.find(({ token }) => token === connection.apiKey);
	return owner === undefined
		? undefined
		: `This is the key of the instance "${String(owner.name)}", not the global key: use the credential "Evolution API (Instance Key)" for it`;
}

async function checkInstanceKey(
	context: ICredentialTestFunctions,
	connection: Connection,
): Promise<string | undefined> {
	const instance = connection.instanceName ?? '';
	if (instance === '') return 'The Instance Name is empty';
	const path = fillRoute('/instance/connectionState/{instance}', { instance });
	const result = await get(context, connection, path, instance);
	return 'problem' in result ? result.problem : undefined;
}

async function get(
	context: ICredentialTestFunctions,
	connection: Connection,
	path: string,
	instance?: string,
): Promise<{ answer: ServerAnswer } | { problem: string }> {
	const asked: Asked = { method: 'GET', path, instance, ...connection };
	try {
		const answer = await transmit(context, connection, path);
		const failure = failureOf(answer, asked);
		return failure ? { problem: `${failure.message}. ${failure.description}` } : { answer };
	} catch (error) {
		const failure = networkFailure(error, asked);
		return { problem: `${failure.message}. ${failure.description}` };
	}
}

/** n8n gives credential tests no other helper than `request`, and no authentication. */
async function transmit(
	{ helpers }: ICredentialTestFunctions,
	connection: Connection,
	path: string,
): Promise<ServerAnswer> {
	const response: StreamedAnswer = await helpers.request({
		method: 'GET',
		uri: connection.baseUrl + path,
		headers: { accept: 'application/json', apikey: connection.apiKey },
		useStream: true,
		simple: false,
		resolveWithFullResponse: true,
		followRedirect: false,
		// Where it is given, n8n puts an error of its own in the place of the one that says what is wrong.
		...(connection.ignoreCertificateErrors ? { rejectUnauthorized: false } : {}),
		timeout: TIMEOUT_MS,
	});
	const body = parseBody(await readBody(response, TIMEOUT_MS));
	return { status: response.statusCode, body, headers: response.headers };
}
