import { RequestFailure } from '../../failures/failure';
import { isRecord, recordOf, recordsIn, textOrNull } from '../../values/answer';
import type { Server, Target } from '../server';
import { dataIn } from './envelope';
import { rowOf } from './goKeys';
import { askGo } from './goRequest';

/** `{ Connected, LoggedIn }` of `GET /instance/status`, which answers 400 if the client cannot be started. */
export function stateIn(status: unknown): 'open' | 'connecting' | 'close' {
	const { Connected, LoggedIn } = recordOf(status);
	if (Connected !== true) return 'close';
	return LoggedIn === true ? 'open' : 'connecting';
}

/** That the instance is not connected is an answer, too. */
export function emptyIfNotConnected(error: unknown): Record<string, never> {
	if (error instanceof RequestFailure && error.failure.notConnected === true) return {};
	throw error;
}

export const STATUS = { method: 'GET', path: '/instance/status', retry: 'always' } as const;

/** By the row of the instance, for which the global key is needed. */
async function fromRow<Value>(
	target: Target,
	read: (row: Awaited<ReturnType<typeof rowOf>>) => Value,
): Promise<Value | undefined> {
	if (target.connection.globalKey === undefined) return undefined;
	return await rowOf(target).then(read, (error: unknown) => {
		if (error instanceof RequestFailure && error.failure.mayHeal !== true) return undefined;
		throw error;
	});
}

/** `5511988887777:12@s.whatsapp.net` has a device in it. */
export const withoutDevice = (jid: unknown) => textOrNull(jid)?.replace(/:\d+@/, '@');

export const goInstances: Server['instances'] = {
	async list(ask) {
		const body = await ask({ method: 'GET', path: '/instance/all', retry: 'always' });
		return recordsIn(dataIn(body)).map(({ name, connected, token }) => ({
			name: String(name),
			isConnected: connected === true,
			key: textOrNull(token) ?? undefined,
		}));
	},

	state: async (ask, instance) =>
		stateIn(dataIn(await ask({ ...STATUS, instance }).catch(emptyIfNotConnected))),

	/** Nothing tells when and why a connection was lost. */
	record: async () => undefined,

	recordIn: () => undefined,

	async qrPicture(ask, instance) {
		const code = dataIn(
			await ask({ method: 'GET', path: '/instance/qr', retry: 'always', instance }),
		);
		return textOrNull(recordOf(code).Qrcode)?.replace(/^data:[^,]*,/, '') ?? undefined;
	},

	async restart(ask, instance) {
		await ask({ method: 'POST', path: '/instance/reconnect', retry: 'neverAfterSent', instance });
	},

	ownJid: async (target) => await fromRow(target, ({ jid }) => withoutDevice(jid)),

	/** The group's members, with both of their addresses. */
	async ownLid(target, group, owner) {
		const body = { groupJid: group };
		const path = '/group/info';
		const info = await askGo(target, { method: 'POST', path, body, retry: 'always' }).catch(
			(error: unknown) => {
				if (error instanceof RequestFailure && error.failure.mayHeal !== true) return undefined;
				throw error;
			},
		);
		if (info === undefined) return undefined;
		const own = recordsIn(recordOf(info).Participants).find(
			({ JID, PhoneNumber }) => JID === owner || PhoneNumber === owner,
		);
		return textOrNull(own?.LID) ?? null;
	},

	async createdAt(target) {
		const created = await fromRow(target, ({ createdAt }) => new Date(String(createdAt)));
		return created === undefined || Number.isNaN(created.getTime()) ? undefined : created;
	},

	/** WhatsApp keeps them for a while, and the server fetches them from there. */
	keepsFiles: async () => true,

	/** `GET /server/ok`, which needs neither key nor licence, and tells no version. */
	async identify(ask) {
		const body = await ask({ method: 'GET', path: '/server/ok', retry: 'always' });
		return isRecord(body) && body.status === 'ok' ? { version: undefined } : undefined;
	},
};
