import type { Failure } from '../failures/failure';
import type { Caller, Connection } from './adapter';
import { sendTo } from './request';

const REFUSED = 401;

/** By connection, of which a run has one: the instance whose key it has. */
const owners = new WeakMap<Connection, Promise<string | undefined>>();

/** The failure, with the instance whose key stands in the place of the global key. */
export async function explainRefusedKey(
	context: Caller,
	connection: Connection,
	failure: Failure,
): Promise<Failure> {
	// A proxy that refuses it looks at no key.
	const isServers = failure.httpCode === REFUSED && failure.nothingDone === true;
	if (!isServers || connection.authentication !== 'globalKey') return failure;
	const asked = owners.get(connection) ?? findOwner(context, connection);
	owners.set(connection, asked);
	const owner = await asked;
	if (owner === undefined) return failure;
	return {
		...failure,
		message: `The key in the credential is that of the instance "${owner}", not the global key`,
		description:
			'It opens that instance alone. Enter the global key, AUTHENTICATION_API_KEY in the settings of the server, or choose Instance API Key as Authentication.',
	};
}

/** The list has only the instance of a key, and with it the key. */
const findOwner = async (context: Caller, connection: Connection): Promise<string | undefined> =>
	await connection.server.instances.list(sendTo(context, connection)).then(
		(instances) => instances.find(({ key }) => key === connection.apiKey)?.name,
		() => undefined,
	);
