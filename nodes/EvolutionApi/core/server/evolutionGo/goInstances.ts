import { RequestFailure, undefinedIfRefused } from '../../failures/failure';
import { recordOf, isRecord, textOrNull } from '../../values/answer';
import type { Ask, Connection, Identified, Target } from '../adapter';
import { rowOf, tryGo } from './goRequest';
import { accountOfToken } from './goUnread';

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

/** `5511988887777:12@s.whatsapp.net` has a device in it. */
export const withoutDevice = (jid: unknown) => textOrNull(jid)?.replace(/:\d+@/, '@');

/** The account of the instance. With a token alone only the route tells it that sets the webhook. */
export async function ownJid(target: Target): Promise<string | undefined> {
	if (target.connection.globalKey !== undefined)
		return await rowOf(target).then(({ jid }) => withoutDevice(jid), undefinedIfRefused);
	return withoutDevice(
		await accountOfToken(target, async (request) => await tryGo(target, request)),
	);
}

/** `GET /server/ok`, which needs neither key nor license, and tells no version. */
export async function identify(ask: Ask): Promise<Identified | undefined> {
	const body = await ask({ method: 'GET', path: '/server/ok', retry: 'always' });
	return isRecord(body) && body.status === 'ok' ? { version: undefined } : undefined;
}

/**
 * Each key opens its own routes alone, and the server calls both mistakes by the same words.
 * @throws {Error | RequestFailure} that says which key is wrong
 */
export async function checkKeys(
	{ apiKey, globalKey }: Connection,
	askWith: (key: string) => Ask,
): Promise<void> {
	if (apiKey === '' && globalKey === undefined) {
		throw new Error('Both keys are empty: enter the Instance Token, or the Global API Key');
	}
	if (globalKey !== undefined) {
		const all = { method: 'GET', path: '/instance/all', retry: 'always' } as const;
		await askWith(globalKey)(all).catch((error: unknown) => {
			throw aboutKey('Global API Key', error);
		});
	}
	if (apiKey === '') return;
	const status = askWith(apiKey)({ ...STATUS, instance: '' });
	await status.catch(emptyIfNotConnected).catch((error: unknown) => {
		throw aboutKey('Instance Token', error);
	});
}

function aboutKey(field: string, error: unknown): unknown {
	if (!(error instanceof RequestFailure)) return error;
	const message = `The ${field} does not work. ${error.failure.message}`;
	return new RequestFailure({ ...error.failure, message });
}
