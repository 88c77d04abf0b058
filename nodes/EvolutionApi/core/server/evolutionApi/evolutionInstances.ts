import type { IDataObject } from 'n8n-workflow';

import { RequestFailure, undefinedIfRefused } from '../../failures/failure';
import { queryString, fillRoute } from '../../http/route';
import { addressOf, comparable } from '../../values/addresses';
import { recordsIn, textOrNull, recordOf, isRecord } from '../../values/answer';
import { isLid } from '../../values/jid';
import { textsOf, numberOrNull } from '../../values/loose';
import type {
	Caller,
	Connection,
	ServerAdapter,
	InstanceRecord,
	ListedInstance,
	Request,
} from '../adapter';
import { trySend, send } from '../request';
import { connectionEndOf, isOwnLogOut, reasonOf } from './events/connectionEvents';
import { isWhatsMiau, versionIn, WELCOME } from './evolutionVersion';

/**
 * `GET /instance/fetchInstances`: the JID with the number of an instance's account.
 * @returns undefined if the server refuses to tell, or no phone is connected
 * @throws {RequestFailure} if it cannot answer now
 */
export async function askOwnJid(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<string | undefined> {
	const path = '/instance/fetchInstances' + queryString({ instanceName: instance });
	const request = { method: 'GET', path, retry: 'always', instance } as const;
	const result = await trySend(context, connection, request);
	if ('failure' in result) {
		if (result.failure.mayHeal === true) throw new RequestFailure(result.failure);
		return undefined;
	}
	const own = recordsIn(result.body).find(({ name }) => name === instance);
	return textOrNull(own?.ownerJid) ?? undefined;
}

export const evolutionMembers: ServerAdapter['groups'] = {
	/** Newer servers give both addresses of a member, also where numbers are hidden. */
	async members({ context, connection, instance }, group) {
		const route = fillRoute('/group/participants/{instance}', { instance });
		const path = route + queryString({ groupJid: group });
		const answer = await send(context, connection, {
			method: 'GET',
			path,
			retry: 'always',
			instance,
		});
		return recordsIn(recordOf(answer).participants).map(({ id, jid, lid, phoneNumber, admin }) => ({
			addresses: textsOf([id, jid, lid, phoneNumber]),
			isAdmin: admin === 'admin' || admin === 'superadmin',
		}));
	},
};

/** `GET /instance/fetchInstances`: all that the key sees, or one of them. */
export const listRequest = (instance?: string): Request => ({
	method: 'GET',
	path: '/instance/fetchInstances' + queryString({ instanceName: instance }),
	retry: 'always',
	instance,
});

const asListed = ({ name, connectionStatus, token }: IDataObject): ListedInstance => ({
	name: String(name),
	isConnected: connectionStatus === 'open',
	key: textOrNull(token) ?? undefined,
});

function asRecord(row: IDataObject): InstanceRecord {
	const { ownerJid, number, updatedAt, disconnectionAt, disconnectionReasonCode } = row;
	const code = numberOrNull(disconnectionReasonCode);
	return {
		phoneNumber: addressOf(ownerJid).phoneNumber ?? textOrNull(number),
		// The server writes the row when it connects, and rarely at other times.
		changedAt: textOrNull(updatedAt),
		disconnectedAt: textOrNull(disconnectionAt),
		reason: reasonOf(code),
		end: connectionEndOf(code),
		isMeant: isOwnLogOut(row.disconnectionObject),
		// While it connects again by itself, the row says that it is open.
		waitsForQrCode: row.connectionStatus === 'connecting',
	};
}

function recordIn(answer: unknown, instance: string): InstanceRecord | undefined {
	const row = recordsIn(answer).find(({ name }) => name === instance);
	return row && asRecord(row);
}

const WHATS_MIAU = {
	name: 'WhatsMiau',
	limits:
		'Sending works. It sends no headers with its webhooks, so only one workflow can listen to an instance; what it does not keep cannot be looked up.',
};

export const evolutionInstances: ServerAdapter['instances'] = {
	record: async (ask, instance) => recordIn(await ask(listRequest(instance)), instance),

	recordIn,

	async qrPicture(ask, instance) {
		const path = fillRoute('/instance/connect/{instance}', { instance });
		const answer = await ask({ method: 'GET', path, retry: 'always', instance });
		return textOrNull(recordOf(answer).base64)?.replace(/^data:[^,]*,/, '') ?? undefined;
	},

	async mayRestart(ask, instance) {
		const record = recordIn(await ask(listRequest(instance)), instance);
		return record !== undefined && !record.waitsForQrCode;
	},

	async restart(ask, instance) {
		const path = fillRoute('/instance/restart/{instance}', { instance });
		await ask({ method: 'POST', path, retry: 'neverAfterSent', instance });
	},

	list: async (ask) => recordsIn(await ask(listRequest())).map(asListed),

	async state(ask, instance) {
		const answer = await ask({
			method: 'GET',
			path: fillRoute('/instance/connectionState/{instance}', { instance }),
			retry: 'always',
			instance,
		});
		const { state } = recordOf(recordOf(answer).instance);
		return textOrNull(state) ?? undefined;
	},

	ownJid: async ({ context, connection, instance }) =>
		await askOwnJid(context, connection, instance),

	async ownLid(target, group, owner) {
		const members = await evolutionMembers.members(target, group).catch(undefinedIfRefused);
		const own = members?.find(({ addresses }) =>
			addresses.some((jid) => comparable(jid) === comparable(owner)),
		);
		return members && (own?.addresses.find(isLid) ?? null);
	},

	/** Those of a Business instance it does not keep (up to 2.3.7). */
	async keepsFiles({ context, connection, instance }) {
		const result = await trySend(context, connection, listRequest(instance));
		const listed = recordsIn('body' in result ? result.body : undefined);
		const channel = listed.find(({ name }) => name === instance)?.integration;
		return channel === undefined ? undefined : channel !== 'WHATSAPP-BUSINESS';
	},

	async identify(ask) {
		const body = await ask(WELCOME);
		if (!isRecord(body)) return undefined;
		if (isWhatsMiau(body)) return { version: undefined, lookalike: WHATS_MIAU };
		const isOurs = /evolution/i.test(String(body.message ?? ''));
		return isOurs ? { version: versionIn(body) } : undefined;
	},
};
