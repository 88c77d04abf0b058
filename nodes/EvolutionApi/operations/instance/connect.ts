import type { IDataObject } from 'n8n-workflow';

import { retry } from '../../core/concurrency/retry';
import { RequestFailure } from '../../core/failures/failure';
import { fillRoute, queryString } from '../../core/http/route';
import { mustBe, refuseInput } from '../../core/input/inputProblem';
import { send, trySend } from '../../core/server/request';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { isRecord, recordOf, recordsIn } from '../../core/values/answer';
import { textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { outputBinaryPropertyName } from '../../fields/outputFile';
import { checkRecipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { qrCodeOf } from './shared/instanceState';

const phoneNumber = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const checked = checkRecipient(value);
	if ('jid' in checked && !checked.jid.includes('@')) return checked.jid;
	return refuseInput(
		context,
		mustBe('a phone number', value),
		'Enter it with country code, e.g. 5511988887777.',
	);
});

const TRIES = 10;
const PAUSE_MS = 1000;
/** A QR code that still has no pairing code after this many tries is pending, and will not get one. */
const PENDING_TRIES = 3;

/**
 * The instance is connected, or there is a code to connect with. The server makes the QR code a moment after the
 * request, and the pairing code after that. Until then it may answer with the last one.
 */
const isReady = (answer: IDataObject, number: string | undefined) =>
	isRecord(answer.instance) ||
	(number === undefined
		? typeof answer.base64 === 'string'
		: typeof answer.pairingCode === 'string');

const isPending = (answer: IDataObject) =>
	typeof answer.base64 === 'string' && answer.pairingCode === null;

async function ask(call: Call, number: string | undefined, tries = TRIES): Promise<IDataObject> {
	return await retry(async () => recordOf(await call.ask({ query: { number } })), {
		attempts: TRIES,
		delay: () => PAUSE_MS,
		isRetryable: (code, attempt) => !isReady(code, number) && (attempt < tries || !isPending(code)),
		signal: call.context.getExecutionCancelSignal(),
	});
}

/**
 * While a QR code is pending, the server answers with that one, whatever the number. A logout ends the QR code (seen on
 * 2.2.3 and 2.3.7). But if an account was connected before, a logout could end that connection.
 */
async function endPendingCode({ context, connection, instance: name }: Call): Promise<void> {
	const common = { retry: 'always', instance: name } as const;
	const list = await send(context, connection, {
		...common,
		method: 'GET',
		path: `/instance/fetchInstances${queryString({ instanceName: name })}`,
	});
	const own = recordsIn(list).find((one) => one.name === name);
	if (own?.ownerJid !== null) {
		throw new RequestFailure({
			message: 'A QR code is pending for this instance, so there is no pairing code',
			description:
				'Run Instance → Log Out, and then this operation again. Without a phone number you get the QR code.',
			nothingDone: true,
		});
	}
	const path = fillRoute('/instance/logout/{instance}', { instance: name });
	// The QR code ends even if the server answers that the logout has failed: see logout.ts.
	await trySend(context, connection, { ...common, method: 'DELETE', path });
}

/** `GET /instance/connect/{instance}`: the QR code, or the pairing code for a number. */
export const connect = defineOperation({
	name: 'Connect',
	value: 'connect',
	action: 'Connect a WhatsApp instance by QR code or pairing code',
	description: 'Get the QR code, also as a picture, or the pairing code to connect a phone',
	request: { method: 'GET', path: '/instance/connect/{instance}', retry: 'always' },
	fields: [
		instanceField,
		textField('Phone Number', 'phoneNumber', {
			placeholder: 'Empty for a QR code only, or e.g. 5511988887777',
			description:
				'Phone number to get a pairing code for, which ends a pending QR code. Leave empty to get only a QR code.',
		}),
		{
			...outputBinaryPropertyName,
			hint: 'The name of the output field to put the QR code in, as a picture',
		},
		simplify,
	],
	input: { phoneNumber },
	example: { phoneNumber: '5511999998888' },
	async run({ phoneNumber: number }, call) {
		const answer = await ask(call, number, PENDING_TRIES);
		if (number === undefined || !isPending(answer)) return answer;
		await endPendingCode(call);
		return await ask(call, number);
	},
	file: (answer, _input, instanceName) => qrCodeOf(answer, instanceName).image,
	simplify: (answer, instanceName) => {
		const { code, pairingCode } = qrCodeOf(answer, instanceName);
		const state = isRecord(answer.instance) ? String(answer.instance.state) : 'connecting';
		return { instanceName, state, qrCode: code, pairingCode };
	},
});
