import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { retry } from '../../../core/concurrency/retry';
import { RequestFailure, undefinedIfRefused, type Failure } from '../../../errors/failure';
import { isRecord, asRecord, textOrNull } from '../../../core/values/answer';
import type { Ask, Connection, Target } from '../../adapter';
import type { ServerProgram } from '../../records';
import { readGoCode, type GoCode } from '../linking';
import { fetchRows, readData, forgetTokens, fetchInstanceRow, tryGo } from '../request';
import { accountOfToken } from '../webhook';
import { readOutgoingBody, newMessageId } from './outgoing';
import { refuseIf, type GoRoutes, type GoCall } from './route';

/** If the server can't start the WhatsApp client, it returns error 400 and no status. */
function stateOf(status: unknown): 'open' | 'connecting' | 'close' {
	const { Connected, LoggedIn } = asRecord(status);
	if (Connected !== true) return 'close';
	return LoggedIn === true ? 'open' : 'connecting';
}

function emptyIfNotConnected(error: unknown): Record<string, never> {
	if (error instanceof RequestFailure && error.failure.notConnected === true) return {};
	throw error;
}

const STATUS = { method: 'GET', path: '/instance/status', idempotent: true } as const;

/** `5511988887777:12@s.whatsapp.net` → `5511988887777@s.whatsapp.net` */
const withoutDevice = (jid: unknown) => textOrNull(jid)?.replace(/:\d+@/, '@');

/** Returns the account's JID. Without a global key, this may set the webhook again: see {@link accountOfToken}. */
export async function ownJid(target: Target): Promise<string | undefined> {
	if (target.connection.globalKey !== undefined)
		return await fetchInstanceRow(target).then(({ jid }) => withoutDevice(jid), undefinedIfRefused);
	return withoutDevice(
		await accountOfToken(target, async (request) => await tryGo(target, request)),
	);
}

/** Asks `GET /server/ok`, which needs neither a key nor a license, and returns no version. */
export async function identify(ask: Ask): Promise<ServerProgram | undefined> {
	const body = await ask({ method: 'GET', path: '/server/ok', idempotent: true });
	return isRecord(body) && body.status === 'ok' ? { version: undefined } : undefined;
}

/**
 * Tests both keys, since each opens only its own routes. The server reports a wrong token and a wrong global key alike.
 * @throws {Error | RequestFailure} that names the wrong key
 */
export async function checkKeys(
	{ apiKey, globalKey }: Connection,
	askWith: (key: string) => Ask,
): Promise<void> {
	if (apiKey === '' && globalKey === undefined) {
		throw new Error('Both keys are empty: enter the Instance Token, or the Global API Key');
	}
	if (globalKey !== undefined) {
		const all = { method: 'GET', path: '/instance/all', idempotent: true } as const;
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

/** Omits the last QR code, which is a secret. */
const toListEntry = ({ id, name, token, jid, connected, createdAt }: IDataObject): IDataObject => ({
	id,
	name,
	token,
	connectionStatus: connected === true ? 'open' : 'close',
	integration: 'EVOLUTION-GO',
	ownerJid: withoutDevice(jid) ?? null,
	createdAt,
});

const numberOf = ({ jid }: IDataObject) => textOrNull(jid)?.split(/[:@]/)[0];

const askState = async (call: GoCall) => stateOf(await call.go(STATUS).catch(emptyIfNotConnected));

const withState = async (call: GoCall) => ({
	instance: { instanceName: call.instance, state: await askState(call) },
});

/** Only the global key can look up the ID. */
const idInPath = async (call: GoCall) =>
	encodeURIComponent(String((await fetchInstanceRow(call)).id));

const OPEN = { instance: { state: 'open' } };

const NO_PAIRING_CODE: Failure = {
	message: 'WhatsApp gave no pairing code',
	description:
		'Before 0.7.2 Evolution Go does not say why. Check the number, wait a few minutes if you have already asked for codes, or run this without a phone number and scan the QR code.',
	nothingDone: true,
	mayHeal: false,
};

/** Matches the server's answers while the QR code isn't ready yet. */
const NOT_YET = /no QR code available|invalid QR code format/i;

async function askQrCode(call: GoCall): Promise<GoCode | typeof OPEN> {
	const result = await call.tryGo({ method: 'GET', path: '/instance/qr' });
	if (!('failure' in result)) return readGoCode(result.body);
	const { message, notConnected } = result.failure;
	if (/already logged in/i.test(message)) return OPEN;
	if (NOT_YET.test(message) || notConnected === true) return {};
	throw new RequestFailure(result.failure);
}

/**
 * WhatsApp limits these requests, so this is never repeated, and called only after the server has reached WhatsApp. Up to
 * 0.7.1, the server answers any error with an empty code.
 */
async function askPairingCode(call: GoCall, phone: string): Promise<IDataObject> {
	const result = await call.tryGo({
		method: 'POST',
		path: '/instance/pair',
		body: { phone },
		idempotent: false,
	});
	if ('failure' in result) {
		if (/already authenticated/i.test(result.failure.message)) return OPEN;
		throw new RequestFailure(result.failure);
	}
	const answer = asRecord(readData(result.body));
	const pairingCode = textOrNull(answer.PairingCode);
	if (pairingCode === null) throw new RequestFailure(NO_PAIRING_CODE);
	return { pairingCode, code: null };
}

function refuseBlocks(input: IDataObject): void {
	const { integration, webhook, transports, proxy, chatwoot, options } = input;
	const isEmpty = (block: unknown) =>
		!isRecord(block) || Object.values(block).every((value) => value === undefined);
	const remove = 'Remove it, and set it afterwards in the manager of the server.';
	const onlyPhones = 'must be WhatsApp (Baileys) with Evolution Go';
	const isPhone = integration === 'WHATSAPP-BAILEYS';
	refuseIf(!isPhone, ['integration'], onlyPhones, 'Choose WhatsApp (Baileys).');
	const later = 'cannot be set while Evolution Go creates an instance';
	for (const [name, block] of Object.entries({ webhook, transports, chatwoot })) {
		refuseIf(!isEmpty(block), [name], later, remove);
	}
	refuseIf(!isEmpty(proxy), ['proxy'], later, 'Remove it, and use Proxy → Update afterwards.');
	const number = asRecord(options).number;
	const connect = 'Remove it, and use Instance → Connect afterwards.';
	refuseIf(textOrNull(number) !== null, ['options', 'number'], later, connect);
}

const LOOKS = { attempts: 5, everyMs: 2_000 };

/** An instance's new client may need more than the two seconds that the server waits for it. */
async function comesUp(call: GoCall): Promise<boolean> {
	const state = await retry(async () => await askState(call), {
		attempts: LOOKS.attempts,
		delay: () => LOOKS.everyMs,
		isRetryable: (answer) => answer !== 'open',
	});
	return state === 'open';
}

function explainStuck(cause: unknown, wayOut: string): unknown {
	if (!(cause instanceof RequestFailure)) return cause;
	const { failure } = cause;
	const description = `If the instance was connected before, its client is stuck: ${wayOut}. Otherwise: ${failure.description}`;
	return new RequestFailure({ ...failure, description });
}

/** Only the global key can restart a client. */
async function forceReconnect(call: GoCall, cause: unknown): Promise<void> {
	if (call.connection.globalKey === undefined) {
		throw explainStuck(
			cause,
			'restart the server, or enter the Global API Key in the credential, so that this operation can start another client',
		);
	}
	if (!forgetTokens(call)) throw cause;
	const row = await fetchInstanceRow(call);
	const number = numberOf(row);
	if (number === undefined) throw cause;
	const path = `/instance/forcereconnect/${encodeURIComponent(String(row.id))}`;
	const result = await call.tryGo({ method: 'POST', path, body: { number } });
	if ('failure' in result && !(await comesUp(call)))
		throw explainStuck(cause, 'restart the server');
}

export const instanceRoutes = {
	async 'GET /instance/fetchInstances'(call) {
		const { instanceId, instanceName, number } = call.request.query ?? {};
		const rows = await fetchRows(call, true);
		const isWanted = (row: IDataObject) =>
			(instanceId === undefined || row.id === instanceId) &&
			(instanceName === undefined || row.name === instanceName) &&
			(number === undefined || numberOf(row) === number);
		return rows.filter(isWanted).map(toListEntry);
	},

	'GET /instance/connectionState/{instance}': withState,

	/** Asking for the QR code also starts the client. The server's `/instance/connect` would replace webhook and events. */
	async 'GET /instance/connect/{instance}'(call) {
		const state = await askState(call);
		if (state === 'open') return OPEN;
		const phone = textOrNull(call.request.query?.number);
		const code = await askQrCode(call);
		// No pairing code if WhatsApp wants a passkey instead, or while the client is still starting and has no QR code.
		const hasCode = 'base64' in code && code.base64 !== undefined;
		const isTooEarly = state !== 'connecting' && !hasCode;
		if (phone === null || 'passkey' in code || 'instance' in code || isTooEarly) return code;
		return await askPairingCode(call, phone);
	},

	async 'DELETE /instance/logout/{instance}'(call) {
		await call.go({ method: 'DELETE', path: '/instance/logout' });
		return {};
	},

	async 'POST /instance/restart/{instance}'(call) {
		const reconnect = call.go({ method: 'POST', path: '/instance/reconnect' });
		await reconnect.catch(async (error: unknown) => {
			emptyIfNotConnected(error);
			await forceReconnect(call, error);
		});
		const state = await askState(call);
		// The server answers before the client is connected.
		const ownState = state === 'close' ? 'connecting' : state;
		return { instance: { instanceName: call.instance, state: ownState } };
	},

	async 'DELETE /instance/delete/{instance}'(call) {
		const path = `/instance/delete/${await idInPath(call)}`;
		await call.go({ method: 'DELETE', path });
		return {};
	},

	async 'POST /instance/create'(call) {
		const input = asRecord(call.request.input);
		refuseBlocks(input);
		const settings = asRecord(input.settings);
		refuseSettings(settings);
		const { instanceName: name, token: tokenInput, qrcode } = readOutgoingBody(call);
		const token = textOrNull(tokenInput) ?? randomUUID();
		const advancedSettings = asAdvancedSettings(settings);
		const hasSettings = Object.keys(advancedSettings).length > 0;
		const body = { name, token, ...(hasSettings ? { advancedSettings } : {}) };
		const row = asRecord(await call.go({ method: 'POST', path: '/instance/create', body }));
		const own = call.of(String(name));
		// The instance exists even if its QR code can't be fetched.
		const code = qrcode === true ? await askQrCode(own).catch(() => undefined) : undefined;
		return {
			instance: {
				instanceName: row.name ?? name,
				instanceId: row.id,
				integration: 'EVOLUTION-GO',
				status: 'close',
			},
			hash: token,
			...(code === undefined ? {} : { qrcode: code }),
		};
	},
} satisfies GoRoutes;

export const systemRoutes = {
	'GET /': async ({ go }) => await go({ method: 'GET', path: '/server/ok' }),

	async 'GET /license/status'({ go }) {
		const answer = asRecord(await go({ method: 'GET', path: '/license/status' }));
		const { status, instance_id } = answer;
		return { status, instance_id };
	},

	'GET /baileys/generateMessageID/{instance}': async () => ({ data: newMessageId() }),

	async 'POST /verify-creds'(call) {
		const { apiKey, globalKey } = call.connection;
		if (globalKey !== undefined) await fetchRows(call, true);
		if (globalKey !== undefined && apiKey === '') return { message: 'The global key is valid' };
		await call.of('').go(STATUS).catch(emptyIfNotConnected);
		const both = 'The global key and the token of the instance are valid';
		return { message: globalKey === undefined ? 'The token of the instance is valid' : both };
	},
} satisfies GoRoutes;

const SETTINGS_OF_OTHERS = ['readStatus', 'syncFullHistory', 'wavoipToken'];

/** @throws {InputProblem} */
function refuseSettings(settings: IDataObject): void {
	const other = SETTINGS_OF_OTHERS.find((name) => settings[name] !== undefined);
	if (other === undefined) return;
	refuseIf(true, ['settings', other], 'does not exist on Evolution Go', 'Remove it.');
}

const asAdvancedSettings = ({
	alwaysOnline,
	rejectCall,
	msgCall,
	readMessages,
	groupsIgnore,
}: IDataObject) =>
	Object.fromEntries(
		Object.entries({
			alwaysOnline,
			rejectCall,
			msgRejectCall: msgCall,
			readMessages,
			ignoreGroups: groupsIgnore,
		}).filter(([, value]) => value !== undefined),
	);

const settingsFrom = ({ msgRejectCall, ignoreGroups, ...same }: IDataObject): IDataObject => ({
	...same,
	msgCall: msgRejectCall,
	groupsIgnore: ignoreGroups,
});

const settingsPath = async (call: GoCall) => `/instance/${await idInPath(call)}/advanced-settings`;

export const settingsRoutes = {
	async 'GET /settings/find/{instance}'(call) {
		const path = await settingsPath(call);
		return settingsFrom(asRecord(await call.go({ method: 'GET', path })));
	},

	/** Sends all settings: up to 0.7.2, the server turns off any that are missing. */
	async 'POST /settings/set/{instance}'(call) {
		refuseSettings(asRecord(asRecord(call.request.input).settings));
		const path = await settingsPath(call);
		const current = asRecord(await call.go({ method: 'GET', path, idempotent: true }));
		const body = { ...current, ...asAdvancedSettings(readOutgoingBody(call)) };
		const { settings } = asRecord(await call.go({ method: 'PUT', path, body }));
		return settingsFrom(asRecord(settings));
	},

	/** The server doesn't return an instance's proxy. */
	'GET /proxy/find/{instance}': async () => ({}),

	/** Up to 0.6.1, the server treats every proxy as SOCKS5. */
	async 'POST /proxy/set/{instance}'(call) {
		const { enabled, host, port, protocol, username, password } = readOutgoingBody(call);
		const hint = 'Choose HTTP, HTTPS or SOCKS5.';
		refuseIf(
			protocol === 'socks4',
			['proxy', 'protocol'],
			'cannot be SOCKS4 with Evolution Go',
			hint,
		);
		const path = `/instance/proxy/${await idInPath(call)}`;
		if (enabled !== true) {
			await call.go({ method: 'DELETE', path });
			return { proxy: { proxy: { enabled: false } } };
		}
		const body = { host, port: String(port), protocol, username, password };
		await call.go({ method: 'POST', path, body });
		return { proxy: { proxy: { enabled: true, ...body } } };
	},
} satisfies GoRoutes;
