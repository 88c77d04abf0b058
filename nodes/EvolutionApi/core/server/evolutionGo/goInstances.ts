import { RequestFailure, undefinedIfRefused } from '../../failures/failure';
import { recordOf, recordsIn, isRecord, textOrNull } from '../../values/answer';
import { isLid } from '../../values/jid';
import type { ServerAdapter, Ask, Target } from '../adapter';
import { numberFirst } from './goMessage';
import { askGo, dataIn, rowOf, tryGo } from './goRequest';
import { accountOfToken } from './goUnread';
import { qrCodeIn } from './qrCode';

export const goMembers: ServerAdapter['groups'] = {
	async members(target, group) {
		const body = { groupJid: group };
		const info = await askGo(target, {
			method: 'POST',
			path: '/group/info',
			body,
			retry: 'always',
		});
		return recordsIn(recordOf(info).Participants).map(
			({ JID, PhoneNumber, LID, IsAdmin, IsSuperAdmin }) => ({
				addresses: numberFirst(JID, PhoneNumber, LID),
				isAdmin: IsAdmin === true || IsSuperAdmin === true,
			}),
		);
	},
};

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
	return await rowOf(target).then(read, undefinedIfRefused);
}

/** `5511988887777:12@s.whatsapp.net` has a device in it. */
export const withoutDevice = (jid: unknown) => textOrNull(jid)?.replace(/:\d+@/, '@');

/** A client that has lost its connection: only the global key starts another one. */
async function forceReconnect(ask: Ask, instance: string, cause: unknown): Promise<void> {
	if (instance === '') throw cause;
	const all = dataIn(await ask({ method: 'GET', path: '/instance/all', retry: 'always' }));
	const { id, jid } = recordsIn(all).find((row) => [row.name, row.id].includes(instance)) ?? {};
	const number = textOrNull(jid)?.split(/[:@]/)[0];
	if (number === undefined) throw cause;
	const path = `/instance/forcereconnect/${encodeURIComponent(String(id))}`;
	await ask({ method: 'POST', path, body: { number }, retry: 'neverAfterSent' });
}

export const goInstances: ServerAdapter['instances'] = {
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
		const body = await ask({ method: 'GET', path: '/instance/qr', retry: 'always', instance });
		return qrCodeIn(body).picture?.replace(/^data:[^,]*,/, '');
	},

	mayRestart: async (ask, instance) => (await goInstances.state(ask, instance)) === 'close',

	async restart(ask, instance) {
		const path = '/instance/reconnect';
		await ask({ method: 'POST', path, retry: 'neverAfterSent', instance }).catch(
			async (error: unknown) => {
				emptyIfNotConnected(error);
				await forceReconnect(ask, instance, error);
			},
		);
	},

	async ownJid(target) {
		if (target.connection.globalKey !== undefined)
			return await fromRow(target, ({ jid }) => withoutDevice(jid));
		return withoutDevice(
			await accountOfToken(target, async (request) => await tryGo(target, request)),
		);
	},

	async ownLid(target, group, owner) {
		const members = await goMembers.members(target, group).catch(undefinedIfRefused);
		const own = members?.find(({ addresses }) => addresses.includes(owner));
		return members && (own?.addresses.find(isLid) ?? null);
	},

	/** WhatsApp keeps them for a while, and the server fetches them from there. */
	keepsFiles: async () => true,

	/** `GET /server/ok`, which needs neither key nor license, and tells no version. */
	async identify(ask) {
		const body = await ask({ method: 'GET', path: '/server/ok', retry: 'always' });
		return isRecord(body) && body.status === 'ok' ? { version: undefined } : undefined;
	},
};
