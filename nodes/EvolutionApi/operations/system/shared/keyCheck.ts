import { RequestFailure, type Failure } from '../../../core/failures/failure';
import { queryString } from '../../../core/http/route';
import { trySend } from '../../../core/server/request';
import type { Result } from '../../../core/server/adapter';
import { recordsIn } from '../../../core/values/answer';
import { doubtful, fine, type Finding } from '../../../trigger/health/finding';
import { stopped, type Setup, type SetupCheck } from './setupCheck';

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
