import { z } from 'zod';

import { isRecord } from '../../core/answer';
import { reportProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import { optionalText } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { outputBinaryPropertyName } from '../../fields/outputFile';
import { checkRecipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { qrCodeOf } from './instanceState';

const phoneNumber = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const checked = checkRecipient(value);
	if ('jid' in checked && !checked.jid.includes('@')) return checked.jid;
	reportProblem(
		context,
		`"${value}" is no phone number`,
		'Enter it with country code, e.g. 5511988887777.',
	);
	return z.NEVER;
});

/** Connected already, or there is a code to connect with: the server makes it a moment after it is asked. */
function isReady(answer: unknown): boolean {
	return isRecord(answer) && (isRecord(answer.instance) || typeof answer.base64 === 'string');
}

/** `GET /instance/connect/{instance}`: the QR code, or the pairing code for a number. */
export const connect = defineOperation({
	name: 'Connect',
	value: 'connect',
	action: 'Connect an instance by QR code or pairing code',
	description: 'Get the QR code (also as a picture) or the pairing code that connects the phone',
	request: {
		method: 'GET',
		path: '/instance/connect/{instance}',
		retry: 'always',
		until: isReady,
	},
	fields: [
		instance,
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5511988887777',
			description:
				'Number of the phone to connect, for a pairing code that is typed in there. Without it there is only the QR code.',
		},
		{
			...outputBinaryPropertyName,
			hint: 'The name of the output field to put the QR code in, as a picture',
		},
		simplify,
	],
	input: z.object({ phoneNumber }),
	example: { phoneNumber: '5511999998888' },
	query: ({ phoneNumber: number }) => ({ number }),
	file: (answer, _input, instanceName) => qrCodeOf(answer, instanceName).image,
	simplify: (answer, instanceName) => {
		const { code, pairingCode } = qrCodeOf(answer, instanceName);
		const state = isRecord(answer.instance) ? String(answer.instance.state) : 'connecting';
		return { instanceName, state, qrCode: code, pairingCode };
	},
});
