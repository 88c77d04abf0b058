import type { IDataObject } from 'n8n-workflow';

import { fetchRecord, fetchState } from '../../server/ask/instances';
import { pause, retry } from '../../core/concurrency/retry';
import { RequestFailure, addUnclearWarning } from '../../errors/failure';
import { fillRoute } from '../../core/http/route';
import { integer } from '../../core/input/checks';
import type { Passkey } from '../../server/records';
import { ownTime } from '../../server/clock';
import { trySend } from '../../server/request';
import { defineOperation, type Call, type OutputFile } from '../../table/operation';
import { isRecord, asRecord, textOrNull, firstText } from '../../core/values/answer';
import { numberField, textField } from '../../fields/fieldKinds';
import { instanceField } from '../../fields/instance';
import { outputBinaryPropertyName, simplify } from '../../fields/reads';
import { presenceField, presenceInput } from '../../fields/instanceSettings';
import { optionalNumber } from '../../fields/recipient';
import { connectionFinding, findConnection } from '../../health/linking';

const LONGEST_WAIT = 600;

const TRIES = 10;

const PAIRING_CODE_PAUSE_MS = 1000;

/** Number of answers with only a QR code before giving up: no pairing code comes while an earlier QR code is pending. */
const PENDING_TRIES = 3;

/**
 * The server makes the QR code a moment after the request, and the pairing code after the QR code. Until then, the server may
 * return the previous code.
 */
const isReady = (answer: IDataObject, number: string | undefined) =>
	isRecord(answer.instance) ||
	isRecord(answer.passkey) ||
	(number === undefined
		? typeof answer.base64 === 'string'
		: typeof answer.pairingCode === 'string');

const isPending = (answer: IDataObject) =>
	typeof answer.base64 === 'string' && answer.pairingCode === null;

/** @param oldCode an expired code, which the server repeats until the next code is ready */
async function askForCode(
	call: Call,
	number: string | undefined,
	{ tries = TRIES, oldCode }: { readonly tries?: number; readonly oldCode?: IDataObject } = {},
): Promise<IDataObject> {
	const isOld = ({ code, pairingCode }: IDataObject) =>
		code === (oldCode?.code ?? null) || pairingCode === (oldCode?.pairingCode ?? null);
	const isDone = (answer: IDataObject) =>
		isReady(answer, number) && (oldCode === undefined || !isOld(answer));
	return await retry(async () => asRecord(await call.ask({ query: { number } })), {
		attempts: TRIES,
		delay: () => PAIRING_CODE_PAUSE_MS,
		isRetryable: (code, attempt) => !isDone(code) && (attempt < tries || !isPending(code)),
		signal: call.context.getExecutionCancelSignal(),
	});
}

/** If the instance already shows a code, the server ignores `number`, and returns the old code or no code. */
async function askForPairingCode(call: Call, number: string): Promise<IDataObject> {
	const isShown = (await fetchState(call)) === 'connecting' && (await showsCode(call));
	if (isShown) return await replaceCode(call, number);
	const answer = await askForCode(call, number, { tries: PENDING_TRIES });
	if (!isPending(answer)) return answer;
	if (await showsCode(call)) return await replaceCode(call, number);
	throw new RequestFailure({
		message: 'A QR code is pending for this instance, so there is no pairing code',
		description:
			'Run Instance → Log Out, and then this operation again. Without a phone number you get the QR code.',
		nothingDone: true,
	});
}

/** Tells whether a code is pending: a logout is then harmless, because no phone is linked. False on Evolution Go. */
const showsCode = async (call: Call): Promise<boolean> =>
	(await fetchRecord(call))?.waitsForQrCode === true;

/** Replaces the pending code: a logout ends it, even if versions 2.2.3 and 2.3.7 report a failure; see {@link logout}. */
async function replaceCode(call: Call, number: string): Promise<IDataObject> {
	const { context, connection, instance } = call;
	const oldCode = asRecord(await call.ask({ query: {} }));
	const path = fillRoute('/instance/logout/{instance}', { instance });
	await trySend(context, connection, { method: 'DELETE', path, idempotent: true, instance });
	// Before the logout has closed the connection, a request for a new code would return the old one.
	await retry(async () => await isClosed(call), {
		attempts: TRIES,
		delay: () => PAIRING_CODE_PAUSE_MS,
		isRetryable: (isOver) => !isOver,
		signal: context.getExecutionCancelSignal(),
	});
	return await askForCode(call, number, { oldCode });
}

const PHONE_LOOK_MS = 2000;

/** After this many checks in a row that find the instance closed, no more QR codes come. Fewer may be just a pause. */
const CLOSED_LOOKS = 4;

/**
 * Waits until the phone is linked, or something else changes.
 * @param first the answer with the current code; the server may not have a code yet
 * @returns the first change: the phone is linked, there's another code, WhatsApp asks for a passkey, or no more codes come;
 * `first` if nothing changes
 */
async function waitForPhone(call: Call, first: IDataObject, seconds: number): Promise<IDataObject> {
	// The node doesn't replace an expired pairing code, because WhatsApp limits the requests for pairing codes.
	const firstCode = textOrNull(first.code);
	const isPairing = firstCode === null && firstText(first.pairingCode) !== null;
	const isNew = ({ code, passkey }: IDataObject) =>
		(!isPairing && textOrNull(code) !== null && code !== firstCode) ||
		(passkey !== undefined && readPasskey(passkey)?.stage !== readPasskey(first.passkey)?.stage);
	let closedLooks = 0;
	const look = async (): Promise<IDataObject | undefined> => {
		const state = await fetchState(call);
		if (state === 'open') return { instance: { state } };
		closedLooks = state === 'close' ? closedLooks + 1 : 0;
		if (closedLooks === CLOSED_LOOKS) return { instance: { state } };
		// Asking a closed instance for a code would start a new series of codes.
		const next = state === 'close' ? {} : asRecord(await call.ask({ query: {} }));
		return isNew(next) ? next : undefined;
	};
	await pause(PHONE_LOOK_MS, call.context.getExecutionCancelSignal());
	const latest = await retry(look, {
		attempts: Math.ceil((seconds * 1000) / PHONE_LOOK_MS),
		delay: () => PHONE_LOOK_MS,
		isRetryable: (news) => news === undefined,
		signal: call.context.getExecutionCancelSignal(),
	});
	return latest ?? first;
}

function readPasskey(passkey: unknown): Passkey | undefined {
	const { stage, url, code, lacksAddress } = asRecord(passkey);
	if (typeof stage !== 'string') return undefined;
	const isWithout = lacksAddress === true;
	return {
		stage,
		url: textOrNull(url),
		code: textOrNull(code),
		lacksAddress: isWithout || undefined,
	};
}

const hasCode = ({ code, pairingCode }: IDataObject) => firstText(code, pairingCode) !== null;

/** Tolerance for the difference between the server's clock and this machine's. */
const TOLERANCE_MS = 5000;

/**
 * @param hadCode true if the first answer had a code or passkey for the phone
 * @param startedAt when *Connect* started, Unix ms
 */
async function diagnose(call: Call, answer: IDataObject, hadCode: boolean, startedAt: number) {
	const { connection } = call;
	if (asRecord(answer.instance).state === 'open')
		return { state: 'open', finding: connectionFinding(connection, 'open') };
	const passkey = readPasskey(answer.passkey);
	if (passkey !== undefined || hasCode(answer)) {
		const waiting = { passkey, waitsForQrCode: true };
		return { state: 'connecting', finding: connectionFinding(connection, 'connecting', waiting) };
	}
	const { state, record } = await findConnection(call);
	const endedAt = ownTime(connection, Date.parse(record?.disconnectedAt ?? ''));
	const hasEnded = endedAt > startedAt - TOLERANCE_MS;
	if (state === 'open' || hasEnded)
		return { state, finding: connectionFinding(connection, state, record) };
	// The server's `record` isn't used here, because it may describe a disconnect before *Connect* started.
	const end = hadCode ? 'qrCodesUsedUp' : undefined;
	const waitsForQrCode = hadCode;
	const now = hadCode ? 'close' : 'connecting';
	return { state, finding: connectionFinding(connection, now, { end, waitsForQrCode }) };
}

export const connect = defineOperation({
	name: 'Connect',
	value: 'connect',
	action: 'Connect a WhatsApp instance by QR code or pairing code',
	description:
		'Get the QR code (as text and picture) or the pairing code to connect a phone, and the reason if that fails',
	request: { method: 'GET', path: '/instance/connect/{instance}', idempotent: true },
	fields: [
		instanceField,
		textField('Phone Number', 'phoneNumber', {
			placeholder: 'Empty for a QR code only, or e.g. 5511988887777',
			description:
				'Phone number to get a pairing code for, which ends a pending QR code. Leave empty to get only a QR code.',
		}),
		numberField('Wait for Phone (Seconds)', 'waitSeconds', {
			typeOptions: { minValue: 0, maxValue: LONGEST_WAIT },
			description:
				'Maximum time to wait until the phone is linked or there is a new QR code. With 0, the node returns the first code at once.',
		}),
		{
			...outputBinaryPropertyName,
			hint: 'The name of the output field to put the QR code in, as a picture',
		},
		simplify,
	],
	input: {
		phoneNumber: optionalNumber,
		waitSeconds: integer(0, LONGEST_WAIT).default(0),
	},
	example: { phoneNumber: '5511999998888' },
	async run({ phoneNumber: number, waitSeconds }, call) {
		const startedAt = Date.now();
		let answer =
			number === undefined ? await askForCode(call, number) : await askForPairingCode(call, number);
		const hadCode = hasCode(answer) || answer.passkey !== undefined;
		const seconds = waitSeconds - (Date.now() - startedAt) / 1000;
		const isOpen = asRecord(answer.instance).state === 'open';
		if (seconds > 0 && !isOpen) answer = await waitForPhone(call, answer, seconds);
		const { state, finding } = await diagnose(call, answer, hadCode, startedAt);
		const { problem = null, details, whatToDo = null } = finding;
		return { ...answer, state, problem, details, whatToDo };
	},
	file: (answer, _input, instanceName) => readQrCode(answer, instanceName).image,
	simplify: (answer, instanceName) => {
		const { code, pairingCode } = readQrCode(answer, instanceName);
		const passkey = readPasskey(answer.passkey);
		const { state, problem, details, whatToDo } = answer;
		return {
			instanceName,
			state,
			qrCode: code,
			pairingCode,
			passkeyStage: passkey?.stage ?? null,
			passkeyUrl: passkey?.url ?? null,
			passkeyCode: passkey?.code ?? null,
			problem,
			details,
			whatToDo,
		};
	},
});

/** `GET /instance/connectionState/{instance}`: `open`, `connecting` or `close`. */
export const getConnectionState = defineOperation({
	name: 'Get Connection State',
	value: 'getConnectionState',
	action: 'Get the connection state of a WhatsApp instance',
	description: 'Get whether the instance is connected to WhatsApp: open, connecting or close',
	request: { method: 'GET', path: '/instance/connectionState/{instance}', reads: true },
	fields: [instanceField],
	output: describeState,
});

/** `POST /instance/restart/{instance}`: a new connection to WhatsApp, without a new QR code. */
export const restart = defineOperation({
	name: 'Restart',
	value: 'restart',
	action: 'Restart a WhatsApp instance',
	description: 'Close the connection to WhatsApp and open it again',
	request: { method: 'POST', path: '/instance/restart/{instance}', idempotent: false },
	fields: [instanceField],
	output: describeState,
});

const LOGOUT_ROUTE = '/instance/logout/{instance}';

const isClosed = async (call: Call): Promise<boolean> =>
	(await fetchState(call).catch(() => undefined)) === 'close';

/** `DELETE /instance/logout/{instance}`: only version 2.3 answers 400 if the instance is not connected. */
export const logout = defineOperation({
	name: 'Log Out',
	value: 'logout',
	action: 'Log a WhatsApp instance out',
	description: 'Disconnect the account. The instance stays and can be connected again.',
	request: { method: 'DELETE', path: LOGOUT_ROUTE, idempotent: false },
	fields: [instanceField],
	async run(_input, call) {
		const { context, connection, instance: name } = call;
		const result = await connection.server.ask(context, connection, {
			method: 'DELETE',
			route: LOGOUT_ROUTE,
			parameters: { instance: name },
			idempotent: false,
			instance: name,
		});
		if (!('failure' in result)) return result.body;
		// If the instance is still connecting, the logout works, but the server returns 500 (seen on 2.3.7).
		const isDone = result.failure.httpCode === 500 && (await isClosed(call));
		if (!isDone) throw new RequestFailure(addUnclearWarning(result.failure));
		return {};
	},
	output: (_answer, _input, instanceName) => ({ loggedOut: true, instanceName }),
});

export const setPresence = defineOperation({
	name: 'Set Presence',
	value: 'setPresence',
	action: 'Set the presence of a WhatsApp instance',
	description: 'Show the account as online or offline, typing or recording',
	request: { method: 'POST', path: '/instance/setPresence/{instance}', idempotent: true },
	fields: [instanceField, presenceField],
	input: { presence: presenceInput },
	example: { presence: 'available' },
	body: ({ presence: word }) => ({ presence: word }),
});

/** `{ instance: { instanceName, state } }` → `{ instanceName, state }` */
function describeState(answer: IDataObject, _input: unknown, instance: string): IDataObject {
	const state = asRecord(answer.instance).state;
	return { instanceName: instance, state: typeof state === 'string' ? state : null };
}

/** The QR code in an answer: `code` is its text, `base64` its picture. */
interface QrCode {
	readonly code: string | null;
	readonly pairingCode: string | null;
	readonly image?: OutputFile;
}

export function readQrCode(answer: unknown, instance: string): QrCode {
	const qr = asRecord(answer);
	return {
		code: textOrNull(qr.code),
		pairingCode: textOrNull(qr.pairingCode),
		image: decodePng(qr.base64, instance),
	};
}

function decodePng(dataUri: unknown, instance: string): OutputFile | undefined {
	if (typeof dataUri !== 'string' || dataUri === '') return undefined;
	const data = Buffer.from(dataUri.replace(/^data:[^,]*,/, ''), 'base64');
	return { data, fileName: `qr-${instance.replace(/[^\w.-]+/g, '_')}.png`, mimeType: 'image/png' };
}

/** `hash` is the key of the instance. */
export function simplifyCreated(answer: IDataObject): IDataObject {
	const instance = asRecord(answer.instance);
	const name = String(instance.instanceName ?? '');
	const { code, pairingCode } = readQrCode(answer.qrcode, name);
	return {
		instanceName: name,
		instanceId: String(instance.instanceId ?? ''),
		integration: String(instance.integration ?? ''),
		state: String(instance.status ?? ''),
		qrCode: code,
		pairingCode,
		...(answer.hash === undefined ? {} : { hash: answer.hash }),
	};
}
