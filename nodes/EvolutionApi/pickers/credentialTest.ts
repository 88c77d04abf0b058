import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { RequestFailure, type Failure, type ServerAnswer } from '../errors/failure';
import { noServerAt } from '../errors/explain';
import { networkFailure } from '../errors/networkFailure';
import { parseBody, readBody, type StreamedAnswer, TimeLimit } from '../core/http/answer';
import { connectionFrom } from '../server/connection';
import type { Ask, Authentication, Connection } from '../server/adapter';
import { explainFailure } from '../server/request';
import { OLDEST, isAtLeast } from '../server/serverVersion';
import { hideKey } from '../core/values/sanitize';

const TEST_TIMEOUT_MS = 15_000;

export async function testGlobalKey(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testCredential(this, credential, 'globalKey');
}

export async function testInstanceKey(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testCredential(this, credential, 'instanceKey');
}

export async function testEvolutionGo(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testCredential(this, credential, 'evolutionGo');
}

async function testCredential(
	context: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
	authentication: Authentication,
): Promise<INodeCredentialTestResult> {
	const secrets = [data?.apiKey, data?.instanceToken, data?.globalApiKey].map((key) =>
		String(key ?? '').trim(),
	);
	try {
		const connection = connectionFrom(authentication, data ?? {});
		const remark = await checkServer(context, connection);
		await connection.server.checkKeys(connection, (key) => askWith(context, connection, key));
		return { status: 'OK', message: `Connection successful${remark}` };
	} catch (error) {
		return { status: 'Error', message: secrets.reduce(hideKey, readErrorText(error)) };
	}
}

function readErrorText(error: unknown): string {
	if (error instanceof RequestFailure) return toError(error.failure).message;
	return error instanceof Error ? error.message : String(error);
}

// The checks throw an error whose message is shown to the user.

/** Checks the server and its version with `GET /`, which needs no key. @returns a note if it only resembles Evolution API */
async function checkServer(
	context: ICredentialTestFunctions,
	connection: Connection,
): Promise<string> {
	const identity = await connection.server.identify(askWith(context, connection));
	if (identity === undefined) {
		const program = connection.server.name;
		throw toError(noServerAt(program, connection.baseUrl, 'another program answers there'));
	}
	const { version, lookalike } = identity;
	if (isAtLeast(version, OLDEST) === false) {
		throw new Error(
			`The server is Evolution API ${version}, but this node needs ${OLDEST} or newer. Update the server.`,
		);
	}
	return lookalike === undefined ? '' : `. This is ${lookalike.name}. ${lookalike.limits}`;
}

const askWith =
	(context: ICredentialTestFunctions, connection: Connection, apiKey = connection.apiKey): Ask =>
	async ({ method, path, instance }) => {
		const attempt = { method, path, instance, ...connection, program: connection.server.name };
		const ownConnection = { ...connection, apiKey };
		const answer = await transmit(context, ownConnection, path).catch((error: unknown) => {
			throw new RequestFailure(networkFailure(error, attempt));
		});
		const failure = explainFailure(answer, attempt, connection.server);
		if (failure !== undefined) throw new RequestFailure(failure);
		return answer.body;
	};

const toError = ({ message, description }: Failure) => new Error(`${message}. ${description}`);

/** Sends a request with n8n's helper `request`, which doesn't authenticate. Credential tests have no other helper. */
async function transmit(
	{ helpers }: ICredentialTestFunctions,
	connection: Connection,
	path: string,
): Promise<ServerAnswer> {
	const limit = new TimeLimit(TEST_TIMEOUT_MS);
	const response = await limit.untilAnswered<StreamedAnswer>(
		helpers.request({
			method: 'GET',
			uri: connection.baseUrl + path,
			headers: { accept: 'application/json', apikey: connection.apiKey },
			useStream: true,
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			// Left out unless the option is on: if `rejectUnauthorized` is set, n8n replaces certificate errors with its own.
			...(connection.ignoreCertificateErrors ? { rejectUnauthorized: false } : {}),
			timeout: TEST_TIMEOUT_MS,
		}),
	);
	const body = parseBody(await readBody(response, limit));
	return { status: response.statusCode, body, headers: response.headers };
}
