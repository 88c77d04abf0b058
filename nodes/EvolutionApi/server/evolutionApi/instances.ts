import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../errors/failure';
import { fillRoute, queryString } from '../../core/http/route';
import { parseAddress } from '../../core/values/addresses';
import { isRecord, asRecord, asRecords, textOrNull, numberOrNull } from '../../core/values/answer';
import type { Ask, Caller, Connection, CustomRequest, Request, Target } from '../adapter';
import { stateOf } from '../connectionState';
import type { ServerProgram, InstanceRecord } from '../records';
import { trySend } from '../request';
import { classifyConnectionEnd, explainStatusCode } from '../words/connectionEnds';
import { readOwner, readRowState } from '../words/keys';
import { isOwnLogOut } from './events';

// Details about the server, its keys and its instances.

/** Needs no key. */
const WELCOME: CustomRequest = { method: 'GET', path: '/', idempotent: true };

/** Recognizes WhatsMiau, another program with Evolution API's routes. Its version numbers have no relation to Evolution API's. */
const isWhatsMiau = (answer: unknown): boolean =>
	String(asRecord(answer).clientName ?? '').toLowerCase() === 'whatsmiau';

const WHATS_MIAU = {
	name: 'WhatsMiau',
	limits:
		'Sending works. Its webhooks have no headers, so only one workflow can listen to an instance. Messages that it does not store cannot be looked up.',
};

export async function identify(ask: Ask): Promise<ServerProgram | undefined> {
	const body = await ask(WELCOME);
	if (!isRecord(body)) return undefined;
	if (isWhatsMiau(body)) return { version: undefined, lookalike: WHATS_MIAU };
	const isOurs = /evolution/i.test(String(body.message ?? ''));
	return isOurs ? { version: readVersion(body) } : undefined;
}

export function readVersion(answer: unknown): string | undefined {
	const { version } = asRecord(answer);
	return typeof version === 'string' && !isWhatsMiau(answer) ? version : undefined;
}

export async function fetchVersion(
	context: Caller,
	connection: Connection,
): Promise<string | undefined> {
	return await (stateOf(connection).version ??= askVersion(context, connection));
}

async function askVersion(context: Caller, connection: Connection): Promise<string | undefined> {
	const result = await trySend(context, connection, WELCOME);
	if (!('failure' in result)) return readVersion(result.body);
	if (result.failure.mayHeal === true) stateOf(connection).version = undefined;
	return undefined;
}

/**
 * The global key lists all instances, but an instance's key lists only that instance.
 * @throws {Error} that names the problem with the key
 */
export async function checkKeys(
	{ authentication, apiKey, instanceName: instance }: Connection,
	askWith: (key: string) => Ask,
): Promise<void> {
	const ask = askWith(apiKey);
	if (authentication === 'instanceKey') {
		if (instance === undefined) throw new Error('The Instance Name is empty');
		const path = fillRoute('/instance/connectionState/{instance}', { instance });
		await ask({ method: 'GET', path, idempotent: true, instance });
		return;
	}
	const owner = asRecords(await ask(listRequest())).find(({ token }) => token === apiKey);
	if (owner === undefined) return;
	throw new Error(
		`This is the key of the instance "${String(owner.name)}", not the global key: use the credential "Evolution (Instance Key) API" for it`,
	);
}

const listRequest = (instance?: string): Request => ({
	method: 'GET',
	path: '/instance/fetchInstances' + queryString({ instanceName: instance }),
	idempotent: true,
	instance,
});

export function readRecord(row: IDataObject): InstanceRecord {
	const { number, updatedAt, disconnectionObject } = row;
	const state = readRowState(row);
	// The row keeps the reason for the last disconnection, even after the instance has reconnected.
	const isOver = state === 'close';
	const code = isOver ? numberOrNull(row.disconnectionReasonCode) : null;
	return {
		phoneNumber: parseAddress(readOwner(row)).phoneNumber ?? textOrNull(number),
		// The server updates the row when the instance connects, and rarely otherwise.
		changedAt: textOrNull(updatedAt),
		disconnectedAt: isOver ? textOrNull(row.disconnectionAt) : null,
		reason: explainStatusCode(code),
		end: isOver ? classifyConnectionEnd(code, disconnectionObject) : undefined,
		isMeant: isOver && isOwnLogOut(disconnectionObject),
		// While an instance reconnects, its record stays `open`. `connecting` means that a QR code waits to be scanned.
		waitsForQrCode: state === 'connecting',
	};
}

export async function ownJid({ context, connection, instance }: Target) {
	const result = await trySend(context, connection, listRequest(instance));
	if ('failure' in result) {
		if (result.failure.mayHeal === true) throw new RequestFailure(result.failure);
		return undefined;
	}
	const own = asRecords(result.body).find(({ name }) => name === instance);
	return textOrNull(own && readOwner(own)) ?? undefined;
}

/** Returns the kind of an instance, such as `WHATSAPP-BAILEYS`; undefined if the server refuses. */
export async function fetchChannel({
	context,
	connection,
	instance,
}: Target): Promise<string | undefined> {
	const result = await trySend(context, connection, listRequest(instance));
	const rows = asRecords('body' in result ? result.body : undefined);
	return textOrNull(rows.find(({ name }) => name === instance)?.integration) ?? undefined;
}

/** The server doesn't store files of a Business instance (up to 2.3.7). */
export async function keepsFiles(target: Target): Promise<boolean | undefined> {
	const channel = await fetchChannel(target);
	return channel === undefined ? undefined : channel !== 'WHATSAPP-BUSINESS';
}
