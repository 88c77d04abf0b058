import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../../../failures/failure';
import { isRecord, recordOf, textOrNull } from '../../../values/answer';
import { allRows, forgetTokens, rowOf } from '../goRequest';
import { emptyIfNotConnected, STATUS, stateIn, withoutDevice } from '../goInstances';
import type { GoRoutes, Translated } from '../goRoute';
import { bodyOf } from '../outgoing';
import { asAdvancedSettings, refuseSettings } from '../advancedSettings';
import { qrCodeIn } from '../qrCode';
import { refuseIf } from '../refuse';

/** A row as Evolution API lists it. The last QR code is in it, too, which is nobody's business. */
const listed = ({ id, name, token, jid, connected, createdAt }: IDataObject): IDataObject => ({
	id,
	name,
	token,
	connectionStatus: connected === true ? 'open' : 'close',
	integration: 'EVOLUTION-GO',
	ownerJid: withoutDevice(jid) ?? null,
	createdAt,
});

const numberOf = ({ jid }: IDataObject) => textOrNull(jid)?.split(/[:@]/)[0];

const askState = async (translated: Translated) =>
	stateIn(await translated.go(STATUS).catch(emptyIfNotConnected));

const withState = async (translated: Translated) => ({
	instance: { instanceName: translated.instance, state: await askState(translated) },
});

const OPEN = { instance: { state: 'open' } };

const NO_PAIRING_CODE: Failure = {
	message: 'WhatsApp gave no pairing code',
	description:
		'Before 0.7.2 Evolution Go does not say why. Check the number, wait some minutes if codes were asked for before, or scan the QR code: run this without a phone number.',
	nothingDone: true,
	mayHeal: false,
};

/** The code is not there yet: whoever asks tries again. */
const NOT_YET = /no QR code available|invalid QR code format/i;

async function askQrCode(translated: Translated): Promise<IDataObject> {
	const result = await translated.tryGo({ method: 'GET', path: '/instance/qr' });
	if (!('failure' in result)) {
		const { picture: base64, text: code } = qrCodeIn(result.body);
		return { base64, code };
	}
	const { message, notConnected } = result.failure;
	if (/already logged in/i.test(message)) return OPEN;
	if (NOT_YET.test(message) || notConnected === true) return {};
	throw new RequestFailure(result.failure);
}

/**
 * Only once the client talks to WhatsApp, and never twice: WhatsApp counts how often codes are asked for. Up to 0.7.1 any
 * error is an empty code.
 */
async function askPairingCode(translated: Translated, phone: string): Promise<IDataObject> {
	const answer = recordOf(
		await translated.go({
			method: 'POST',
			path: '/instance/pair',
			body: { phone },
			retry: 'neverAfterSent',
		}),
	);
	const pairingCode = textOrNull(answer.PairingCode);
	if (pairingCode === null) throw new RequestFailure(NO_PAIRING_CODE);
	return { pairingCode, code: null };
}

/** The blocks of *Create* that Evolution Go sets elsewhere, by field. */
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
	refuseIf(!isEmpty(proxy), ['proxy'], later, 'Remove it, and use Proxy → Update then.');
	const number = recordOf(options).number;
	const connect = 'Remove it, and use Instance → Connect then.';
	refuseIf(textOrNull(number) !== null, ['options', 'number'], later, connect);
}

/** A client that has lost its connection: only the global key starts another one. */
async function forceReconnect(translated: Translated, cause: unknown): Promise<void> {
	if (translated.connection.globalKey === undefined || !forgetTokens(translated)) throw cause;
	const row = await rowOf(translated);
	const number = numberOf(row);
	if (number === undefined) throw cause;
	const path = `/instance/forcereconnect/${encodeURIComponent(String(row.id))}`;
	await translated.go({ method: 'POST', path, body: { number } }).catch(() => {
		throw cause;
	});
}

export const instanceRoutes = {
	async 'GET /instance/fetchInstances'(translated) {
		const { instanceId, instanceName, number } = translated.asked.query ?? {};
		const rows = await allRows(translated, true);
		const isWanted = (row: IDataObject) =>
			(instanceId === undefined || row.id === instanceId) &&
			(instanceName === undefined || row.name === instanceName) &&
			(number === undefined || numberOf(row) === number);
		return rows.filter(isWanted).map(listed);
	},

	'GET /instance/connectionState/{instance}': withState,

	/** The route of this name would replace webhook and events. Asking for the code starts the client, too. */
	async 'GET /instance/connect/{instance}'(translated) {
		const state = await askState(translated);
		if (state === 'open') return OPEN;
		const phone = textOrNull(translated.asked.query?.number);
		if (phone !== null && state === 'connecting') return await askPairingCode(translated, phone);
		const code = await askQrCode(translated);
		if (phone === null || code.base64 === undefined) return code;
		return await askPairingCode(translated, phone);
	},

	async 'DELETE /instance/logout/{instance}'(translated) {
		await translated.go({ method: 'DELETE', path: '/instance/logout' });
		return {};
	},

	async 'POST /instance/restart/{instance}'(translated) {
		const reconnect = translated.go({ method: 'POST', path: '/instance/reconnect' });
		await reconnect.catch(async (error: unknown) => {
			emptyIfNotConnected(error);
			await forceReconnect(translated, error);
		});
		const state = await askState(translated);
		// The server has started it, and answers before it is connected.
		const shown = state === 'close' ? 'connecting' : state;
		return { instance: { instanceName: translated.instance, state: shown } };
	},

	async 'DELETE /instance/delete/{instance}'(translated) {
		const { id } = await rowOf(translated);
		const path = `/instance/delete/${encodeURIComponent(String(id))}`;
		await translated.go({ method: 'DELETE', path });
		return {};
	},

	/** The token is chosen by whoever creates it. */
	async 'POST /instance/create'(translated) {
		const input = recordOf(translated.asked.input);
		refuseBlocks(input);
		const settings = recordOf(input.settings);
		refuseSettings(settings);
		const { instanceName: name, token: given, qrcode } = bodyOf(translated);
		const token = textOrNull(given) ?? randomUUID();
		const advancedSettings = asAdvancedSettings(settings);
		const hasSettings = Object.keys(advancedSettings).length > 0;
		const body = { name, token, ...(hasSettings ? { advancedSettings } : {}) };
		const row = recordOf(await translated.go({ method: 'POST', path: '/instance/create', body }));
		const own = translated.of(String(name));
		// It is there, whatever becomes of its code.
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
