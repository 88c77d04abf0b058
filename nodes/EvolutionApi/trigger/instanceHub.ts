import type { Caller, Connection } from '../core/connection';
import { trySend } from '../core/request';
import {
	Changes,
	isRawKey,
	readHub,
	readSurvey,
	talkTo,
	type HubState,
	type Secret,
	type Wish,
} from './hub';

// The hub of an instance, asked with a node's credential.

const changes = new Changes();

/** How the webhook of the instance is read and written. */
const talk = (context: Caller, connection: Connection, instance: string) =>
	talkTo(async (request) => await trySend(context, connection, request), instance);

/** @throws {RequestFailure} with the cause */
export async function change(
	context: Caller,
	connection: Connection,
	instance: string,
	...wishes: Wish[]
): Promise<HubState> {
	const key = JSON.stringify([connection.baseUrl, instance, connection.apiKey]);
	return await changes.change(key, talk(context, connection, instance), wishes);
}

/** Who listens now. @throws {RequestFailure} with the cause */
export async function read(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<HubState> {
	return await readHub(talk(context, connection, instance));
}

/**
 * By what deliveries of the server are known now; undefined: the webhook is not ours at present.
 * @throws {RequestFailure} with the cause
 */
export async function readSecret(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<Secret | undefined> {
	const server = talk(context, connection, instance);
	const [{ key, isRaw = false }, signs] = await Promise.all([readHub(server), server.signs()]);
	return key === undefined ? undefined : { key, isRaw: isRawKey(isRaw, signs) };
}

/** What there may be to repair. @throws {RequestFailure} with the cause */
export const survey = async (context: Caller, connection: Connection, instance: string) =>
	await readSurvey(talk(context, connection, instance));
