import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { instanceState } from './shared/instanceState';

/** `POST /instance/restart/{instance}`: a new connection to WhatsApp, without a new QR code. */
export const restart = defineOperation({
	name: 'Restart',
	value: 'restart',
	action: 'Restart a WhatsApp instance',
	description: 'Close the connection to WhatsApp and open it again',
	request: { method: 'POST', path: '/instance/restart/{instance}', retry: 'neverAfterSent' },
	fields: [instanceField],
	output: instanceState,
});
